import { lastWords } from '#hub/last-words';
import { commands, type CliCommand } from './commands.ts';
import type { Io } from './io.ts';

/** Finds the command and runs it; answers the exit code. */
export async function runCli(
  [name, ...args]: readonly string[],
  io: Io,
  known: Readonly<Record<string, CliCommand>> = commands,
): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    io.say(overview(known));
    return 0;
  }
  const command = Object.hasOwn(known, name) ? known[name] : undefined;
  if (command === undefined) {
    io.warn(`there is no command ${name}`);
    io.warn(overview(known));
    return 2;
  }
  if (args.includes('--help') || args.includes('-h')) {
    io.say(`madoguchi ${name} ${command.usage}\n\n${command.summary}`);
    return 0;
  }
  try {
    return await command.run(args, io);
  } catch (error) {
    io.warn(lastWords(error));
    return 1;
  }
}

function overview(known: Readonly<Record<string, CliCommand>>): string {
  const width = Math.max(...Object.keys(known).map((name) => name.length), 0);
  const lines = Object.entries(known).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return ['madoguchi COMMAND [options]', '', ...lines, '', 'madoguchi COMMAND --help says more.'].join('\n');
}
