/** What a command of the command line may touch of the outside, given so that a test can be the terminal. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Somebody sits there and can be asked; false in a script. */
  readonly isInteractive: boolean;
  /** A line of the answer, on stdout. */
  say(line: string): void;
  /** A line about what went wrong, or to the side, on stderr. */
  warn(line: string): void;
  /** Asks for a line; Failure('invalid') where nobody sits there. */
  ask(question: string): Promise<string>;
  /** Asks for a line that does not appear on the screen. */
  askSecret(question: string): Promise<string>;
  /** All that is piped in. */
  readAll(): Promise<string>;
}
