import type { Io } from '#hub/cli/io';
import { Failure } from '#shared/rpc/failure';

/** A terminal whose answers are known beforehand; without any it is a script. */
export function terminal({
  answers = null,
  env = {},
  piped = '',
}: {
  answers?: Record<string, string> | null;
  env?: Record<string, string>;
  piped?: string;
}) {
  const said: string[] = [];
  const asked: string[] = [];
  const ask = (question: string): Promise<string> => {
    asked.push(question);
    if (answers === null) throw new Failure('invalid', 'nobody is here');
    return Promise.resolve(Object.entries(answers).find(([words]) => question.includes(words))?.[1] ?? '');
  };
  const io: Io = {
    env,
    isInteractive: answers !== null,
    say: (line) => void said.push(line),
    warn: (line) => void said.push(line),
    ask,
    askSecret: ask,
    readAll: () => Promise.resolve(piped),
  };
  return { io, said, asked };
}
