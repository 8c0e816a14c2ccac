import { text } from 'node:stream/consumers';
import { createInterface, type Interface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { Failure } from '#shared/rpc/failure';
import type { Io } from './io.ts';

/** The terminal of this process; `close` lets it end. */
export function openTerminal(): Io & { close(): void } {
  const isInteractive = process.stdin.isTTY && process.stderr.isTTY;
  // Questions go to stderr, so that the answer of a command can be piped on; while a secret is typed, nothing goes anywhere.
  const echo = { isOff: false };
  const screen = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!echo.isOff) process.stderr.write(chunk);
      done();
    },
  });
  let lines: Interface | null = null;

  function ask(question: string): Promise<string> {
    if (!isInteractive) throw new Failure('invalid', `${question.trim()}: nobody is here to be asked; give it as an option`);
    lines ??= createInterface({ input: process.stdin, output: screen, terminal: true });
    return lines.question(question);
  }

  return {
    env: process.env,
    isInteractive,
    say: (line) => void process.stdout.write(`${line}\n`),
    warn: (line) => void process.stderr.write(`${line}\n`),
    ask,
    async askSecret(question) {
      const answer = ask(question);
      echo.isOff = true;
      try {
        return await answer;
      } finally {
        echo.isOff = false;
        process.stderr.write('\n');
      }
    },
    readAll: () => text(process.stdin),
    close: () => lines?.close(),
  };
}
