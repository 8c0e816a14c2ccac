import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { FILE_PIECE } from '#shared/contracts/hub';
import type { WidgetUpload } from '#shared/contracts/widget';
import { AccountId, BlobId } from '#shared/domain/ids';
import { FILE_LIMIT, fileProblemOf } from '#shared/files/file-rules';
import { Failure, parseOrFail } from '#shared/rpc/failure';
import type { Tokens } from '#hub/auth/tokens';
import type { Channels } from '#hub/channels/registry';
import { isAllowedOrigin } from '#hub/channels/web-chat-account';
import { visitorsUse, type Uploads } from '#hub/files/uploads';

interface Deps {
  readonly channels: Pick<Channels, 'account'>;
  readonly tokens: Pick<Tokens, 'verifyVisitorToken'>;
  readonly uploads: Uploads;
}

const Params = z.object({ account: AccountId, blobId: BlobId });
const Query = z.object({
  name: z.string().max(1_000),
  type: z.string().max(127),
  size: z.coerce.number().int().nonnegative(),
  offset: z.coerce.number().int().nonnegative(),
});

/** `POST /widget/{account}/files/{id}`: a piece of a visitor's file, before the line that names it. The same checks as for agents. */
export function registerWidgetUpload(app: FastifyInstance, { channels, tokens, uploads }: Deps): void {
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer', bodyLimit: FILE_PIECE }, (_request, body, done) =>
    done(null, body),
  );
  app.post('/widget/:account/files/:blobId', { bodyLimit: FILE_PIECE }, async (request): Promise<WidgetUpload> => {
    const { account: accountId, blobId } = parseOrFail(Params, request.params, 'address');
    const { name, type, size, offset } = parseOrFail(Query, request.query, 'query');
    const shop = channels.account(accountId)?.webChat;
    const { origin, authorization = '' } = request.headers;
    const token = /^Bearer (?<token>[\w.-]+)$/.exec(authorization)?.groups?.['token'];
    if (shop === undefined || token === undefined || !isAllowedOrigin(shop, origin)) {
      throw new Failure('denied', 'the visitor token is missing, or this page may not carry this chat');
    }
    const { visitorId } = await tokens.verifyVisitorToken(token, { accountId, origin });
    const bytes = request.body instanceof Uint8Array ? request.body : new Uint8Array();
    const piece = { blobId, name: name.slice(0, 255), mediaType: type, size, offset, bytes };
    try {
      const { received, attachment } = await uploads.put(visitorsUse(accountId, visitorId), FILE_LIMIT, piece);
      return { received, file: attachment, refused: null };
    } catch (error) {
      const refused = error instanceof Failure ? fileProblemOf(error) : null;
      if (refused === null) throw error;
      return { received: 0, file: null, refused };
    }
  });
}
