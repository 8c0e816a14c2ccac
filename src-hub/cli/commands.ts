import type { Io } from './io.ts';

/**
 * One subcommand of `madoguchi`. Its code is its own file in this folder, loaded when it is asked for:
 * `setup: { summary: '…', usage: '[--hub URL]', run: async (args, io) => (await import('./setup.ts')).setup(args, io) }`.
 *
 * `args`: what stands behind the name, for `parseArgs` of node:util. The answer is the exit code. A Failure that is thrown becomes its one
 * line on stderr and exit code 1. What changes a centre asks the running hub (hub-http.ts) and never opens the data folder beside it; a
 * secret comes from the terminal, stdin or the environment, and never as an argument, which every program on the machine can read.
 */
export interface CliCommand {
  readonly summary: string;
  readonly usage: string;
  run(args: readonly string[], io: Io): Promise<number>;
}

export const commands: Readonly<Record<string, CliCommand>> = {
  setup: {
    summary:
      'Makes a running hub that nobody administers a centre: its name, first queue and first administrator. Asks for what is not given.',
    usage: '[--hub URL] [--code CODE] [--name-ja NAME] [--time-zone ZONE] [--login NAME] … [--password-stdin]',
    run: async (args, io) => (await import('./setup.ts')).setup(args, io),
  },
  backup: {
    summary: 'Writes the whole centre into one file, while the hub works.',
    usage: '[--to FILE] [--encrypt] [--data DIR]',
    run: async (args, io) => (await import('./backup.ts')).backup(args, io),
  },
  config: {
    summary: 'Writes the settings of a running hub as one file (an administrator signs in), or says what is wrong with such a file.',
    usage: 'export [--hub URL] [--login NAME] [--to FILE]  |  config check FILE',
    run: async (args, io) => (await import('./config.ts')).config(args, io),
  },
  doctor: {
    summary: 'Says what is wrong with this hub, its proxy, certificate, webhooks, database, disk and clock, and what to do.',
    usage: '[--hub URL] [--data DIR]',
    run: async (args, io) => (await import('./doctor.ts')).doctor(args, io),
  },
  restore: {
    summary: 'Puts a backup into an empty data folder (or the empty database of DATABASE_URL), whole or not at all.',
    usage: 'FILE [--data DIR]',
    run: async (args, io) => (await import('./restore.ts')).restore(args, io),
  },
};
