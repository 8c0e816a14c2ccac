import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';

/** Of every proof: with the same seed the same people do the same things, as far as processes let them. */
export const Seed = z.coerce
  .number()
  .int()
  .positive()
  .default(() => Math.floor(Math.random() * 1e6) + 1);

interface Given {
  /** Where the data of what fails is kept. */
  readonly folder: string;
  readonly postgresUrl: string;
  readonly redisUrl: string;
  readonly say: (line: string) => void;
}

/** A proof as a process: its options, a folder for its data, an exit code; ended in the middle, it ends all that it has started. */
export async function runProof<S extends z.ZodObject>(
  options: S,
  prove: (options: z.output<S>, given: Given) => Promise<boolean>,
): Promise<void> {
  const parsed = options.safeParse(optionsOf(Object.keys(options.shape)));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    console.error(`--${String(issue?.path[0] ?? '')}: ${issue?.message ?? 'not valid'}`);
    process.exitCode = 1;
    return;
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const folder = mkdtempSync(path.join(tmpdir(), 'madoguchi-proof-'));
  const postgresUrl = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';
  const redisUrl = process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';
  const isProven = await prove(parsed.data, { folder, postgresUrl, redisUrl, say: (line) => console.log(line) });
  if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true });
  process.exitCode = isProven ? 0 : 1;
}

function optionsOf(names: readonly string[]): Record<string, unknown> {
  return parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])) }).values;
}
