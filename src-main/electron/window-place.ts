import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

/** Where the window stood when it was last seen. */
const WindowPlace = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  isMaximized: z.boolean(),
});
export type WindowPlace = z.infer<typeof WindowPlace>;

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** So much of the title bar has to be on a display that somebody can take hold of it. */
const HOLD_WIDTH = 120;
const HOLD_HEIGHT = 40;

/** Undefined if there is none yet, or the file was spoilt: the window then opens in the middle. */
export function readWindowPlace(file: string): WindowPlace | undefined {
  try {
    return WindowPlace.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

export function writeWindowPlace(file: string, place: WindowPlace): void {
  writeFileSync(file, JSON.stringify(place));
}

/** The remembered place if its title bar can be reached on the displays there are now; a display may have gone or shrunk. */
export function reachablePlace(place: WindowPlace | undefined, workAreas: readonly Area[]): WindowPlace | undefined {
  if (place === undefined) return undefined;
  const area = workAreas.find(
    (candidate) =>
      overlap(place.x, place.width, candidate.x, candidate.width) >= Math.min(HOLD_WIDTH, place.width) &&
      place.y >= candidate.y &&
      place.y + HOLD_HEIGHT <= candidate.y + candidate.height,
  );
  if (area === undefined) return undefined;
  return { ...place, width: Math.min(place.width, area.width), height: Math.min(place.height, area.height) };
}

function overlap(start: number, length: number, otherStart: number, otherLength: number): number {
  return Math.min(start + length, otherStart + otherLength) - Math.max(start, otherStart);
}
