import type { Log } from '#core/log';

/** What was logged, kept for tests that ask whether a customer's words are in it. */
export function createKeptLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep =
    (level: string) =>
    (fields: Readonly<Record<string, unknown>>, text: string): void => {
      lines.push(`${level} ${text} ${JSON.stringify(fields)}`);
      if (process.env['TEST_LOG'] !== undefined) console.error(level, text, fields);
    };
  return { lines, info: keep('info'), warn: keep('warn'), error: keep('error') };
}
