import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Failure, type FailureBody, type FailureCode } from '#shared/rpc/failure';

const STATUS: Record<FailureCode, number> = {
  invalid: 400,
  denied: 403,
  not_found: 404,
  conflict: 409,
  too_many: 429,
  disk_full: 507,
  internal: 500,
  offline: 503,
  timeout: 504,
};

const RETRY_AFTER_S = 30;

/** Every answer that is none is a FailureBody; a bug shows nothing of its insides, and is logged once, here. */
export function sendFailure(error: unknown, request: FastifyRequest, reply: FastifyReply, deniedStatus = STATUS.denied): FastifyReply {
  const { status, body } = answerTo(error, deniedStatus);
  if (status >= 500) request.log.error({ err: error, method: request.method, route: request.routeOptions.url }, 'a request failed');
  if (status === 429) reply.header('retry-after', RETRY_AFTER_S);
  return reply.code(status).type('application/json; charset=utf-8').send(body);
}

function answerTo(error: unknown, deniedStatus: number): { readonly status: number; readonly body: FailureBody } {
  if (error instanceof Failure) return { status: error.code === 'denied' ? deniedStatus : STATUS[error.code], body: error.toBody() };
  if (isRefusal(error)) {
    const failure =
      error.statusCode === 429 ? new Failure('too_many', 'too many requests') : new Failure('invalid', wordsOf(error.statusCode));
    return { status: error.statusCode, body: failure.toBody() };
  }
  return { status: 500, body: new Failure('internal', 'the hub failed inside').toBody() };
}

/** What Fastify refuses before any handler runs. */
function isRefusal(error: unknown): error is FastifyError & { readonly statusCode: number } {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' && error.statusCode < 500;
}

/** Our own words: Fastify's may repeat what was sent. */
function wordsOf(status: number): string {
  switch (status) {
    case 413:
      return 'body: is too large';
    case 415:
      return 'content-type: is not one this address takes';
    default:
      return 'the request is malformed';
  }
}
