import type { DeskContract } from '#shared/contracts/desk';
import { FILE_PIECE } from '#shared/contracts/hub';
import type { ComposerMode } from '#shared/domain/draft';
import type { ConversationId, Ids } from '#shared/domain/ids';
import { checkGiven, type FileProblem } from '#shared/files/file-rules';
import type { Client } from '#shared/rpc/contract';

interface Deps {
  readonly desk: Client<DeskContract>;
  readonly ids: Ids;
  readonly conversationId: ConversationId;
  readonly mode: ComposerMode;
  /** In bytes. */
  readonly limit: number;
}

/** Hands a file to the core, piece by piece; answers why it is not taken where its name and size say so already. */
export async function giveFile(file: File, name: string, { desk, ids, conversationId, mode, limit }: Deps): Promise<FileProblem | null> {
  const given = checkGiven({ name, mediaType: file.type, size: file.size }, limit);
  if (typeof given === 'string') return given;
  const attachment = { blobId: ids.blob(), name: given.name, mediaType: given.type, size: file.size };
  for (let offset = 0; offset < file.size; offset += FILE_PIECE) {
    const bytes = new Uint8Array(await file.slice(offset, offset + FILE_PIECE).arrayBuffer());
    await desk.call('file.add', { ...attachment, conversationId, mode, offset, base64: base64Of(bytes) });
  }
  return null;
}

/** What a function takes as arguments has its limit. */
const AT_ONCE = 0x8000;

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += AT_ONCE) text += String.fromCharCode(...bytes.subarray(from, from + AT_ONCE));
  return btoa(text);
}
