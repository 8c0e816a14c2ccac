import type { GivenAttachment } from '#shared/domain/message';
import { fieldsOf } from '../read-json.ts';
import { problemOf, type FileWords } from './words.ts';

/** FILE_PIECE of src-shared, of which only types may come in here; a test holds the two together. */
export const PIECE = 256 * 1024;
const TRIES = 5;
const FIRST_PAUSE_MS = 1_000;

export type Brought =
  | { readonly is: 'taken'; readonly file: GivenAttachment }
  | { readonly is: 'refused'; readonly why: keyof FileWords['problems'] };

/** Brings a file to the hub, piece by piece; a piece whose answer is lost is sent again, and is one piece. */
export async function bringFile(
  blobId: string,
  file: File,
  name: string,
  post: (path: string, body: Blob) => Promise<Response | null>,
  onMoved: (received: number) => void,
  isWanted: () => boolean,
): Promise<Brought> {
  const about = `name=${encodeURIComponent(name)}&type=${encodeURIComponent(file.type)}&size=${file.size}`;
  let failures = 0;
  for (let offset = 0; isWanted();) {
    const answer = await post(`files/${blobId}?${about}&offset=${offset}`, file.slice(offset, offset + PIECE));
    const said = fieldsOf(await answer?.json().catch(() => null));
    if (typeof said['refused'] === 'string') return { is: 'refused', why: problemOf(said['refused']) };
    if (answer?.ok !== true || typeof said['received'] !== 'number') {
      failures += 1;
      if (failures >= TRIES) break;
      await new Promise((rested) => setTimeout(rested, FIRST_PAUSE_MS * 2 ** (failures - 1)));
      continue;
    }
    failures = 0;
    offset = said['received'];
    onMoved(offset);
    // The hub answers in the form of the contract.
    if (said['file'] !== null) return { is: 'taken', file: said['file'] as GivenAttachment };
  }
  return { is: 'refused', why: 'line' };
}
