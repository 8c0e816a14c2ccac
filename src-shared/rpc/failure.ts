import * as z from 'zod';

/** What went wrong, in words a caller can act on. */
export const FailureCode = z.enum([
  'invalid',
  'denied',
  'not_found',
  'conflict',
  'too_many',
  'offline',
  'timeout',
  'disk_full',
  'internal',
]);
export type FailureCode = z.infer<typeof FailureCode>;

/** A failure as it crosses a seam. `field` names the input that was wrong, dotted. */
export const FailureBody = z.object({
  /** A code that only a newer peer knows must not leave a call without its answer. */
  code: FailureCode.catch('internal'),
  message: z.string(),
  retryable: z.boolean(),
  field: z.string().optional(),
  /** The id of what stands in the way, where whoever asked may see it. */
  about: z.string().optional(),
});
export type FailureBody = z.infer<typeof FailureBody>;

/** The only error that crosses a seam. Whoever knows says whether trying again can help. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly retryable: boolean;
  readonly field: string | undefined;
  readonly about: string | undefined;

  constructor(code: FailureCode, message: string, options: { retryable?: boolean; field?: string; about?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'Failure';
    this.code = code;
    this.retryable = options.retryable ?? (code === 'offline' || code === 'timeout' || code === 'too_many' || code === 'disk_full');
    this.field = options.field;
    this.about = options.about;
  }

  toBody(): FailureBody {
    return {
      code: this.code,
      message: this.message,
      retryable: this.retryable,
      ...(this.field === undefined ? {} : { field: this.field }),
      ...(this.about === undefined ? {} : { about: this.about }),
    };
  }

  static fromBody(body: FailureBody): Failure {
    return new Failure(body.code, body.message, {
      retryable: body.retryable,
      ...(body.field === undefined ? {} : { field: body.field }),
      ...(body.about === undefined ? {} : { about: body.about }),
    });
  }
}

/** Parses input from outside; a mismatch becomes Failure('invalid') that names the first wrong field and never its value. */
export function parseOrFail<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  const named = field === '' ? what : `${what}.${field}`;
  throw new Failure('invalid', `${named}: ${issue?.message ?? 'not valid'}`, { field });
}
