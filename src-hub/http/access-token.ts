import type { FastifyRequest } from 'fastify';
import { Failure } from '#shared/rpc/failure';

export function accessTokenOf({ headers }: Pick<FastifyRequest, 'headers'>): string {
  const token = /^Bearer ([\w.-]{1,4096})$/.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) throw new Failure('denied', 'authorization: must be Bearer and the access token');
  return token;
}
