import type { Format } from './format.ts';

/** The size of a file, as people say it. */
export function sizeText(bytes: number, format: Format): string {
  if (bytes < 1_000) return `${format.number(bytes)} B`;
  if (bytes < 1_000_000) return `${format.number(Math.round(bytes / 1_000))} kB`;
  return `${format.number(Math.round(bytes / 100_000) / 10)} MB`;
}
