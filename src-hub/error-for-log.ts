interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly constraint?: string;
  readonly stack: string;
}

/**
 * An error as a log may hold it. What a database says of an error quotes the row, and the embedded one adds statement and parameters:
 * customers' words. So of its errors the code stays and the sentence does not.
 */
export function errorForLog(error: unknown): LoggedError | { readonly type: string } {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = textOf(error, 'code');
  const constraint = textOf(error, 'constraint');
  const isOfDatabase = 'severity' in error;
  const message = isOfDatabase ? 'the database refused' : error.message;
  const places = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  const cause = error.cause instanceof Error ? ` (because of ${error.cause.name}${codeInBrackets(error.cause)})` : '';
  return {
    type: error.name,
    message: message + cause,
    ...(code === undefined ? {} : { code }),
    ...(constraint === undefined ? {} : { constraint }),
    stack: places.join('\n'),
  };
}

function codeInBrackets(error: Error): string {
  const code = textOf(error, 'code');
  return code === undefined ? '' : ` ${code}`;
}

function textOf(error: Error, name: string): string | undefined {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : undefined;
}
