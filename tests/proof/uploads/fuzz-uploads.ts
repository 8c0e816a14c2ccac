import { createRandom } from '#hub/simulator/random';
import { CommandBody } from '#shared/commands/index';
import { FILE_PIECE } from '#shared/contracts/hub';
import { BlobId, ConversationId } from '#shared/domain/ids';
import type { GivenAttachment } from '#shared/domain/message';
import { fileProblemOf } from '#shared/files/file-rules';
import { Failure } from '#shared/rpc/failure';
import type { HubClient } from '#tests/support/hub-client';
import { hostileFile, type HostileFile } from './hostile-files.ts';

export interface Tried {
  readonly file: HostileFile;
  readonly taken: GivenAttachment | null;
  /** Why not; `contract` where it did not even keep to the rules of bringing. */
  readonly problem: string | null;
}

export interface Fuzzed {
  readonly tried: readonly Tried[];
  /** What must never be: an answer that is no reason, or none. */
  readonly faults: readonly string[];
}

/** Brings hostile files to a hub as a desk would that was tampered with; answers what became of each. */
export async function fuzzUploads(desk: HubClient, { files, seed }: { files: number; seed: number }): Promise<Fuzzed> {
  const random = createRandom(String(seed));
  const dice = (): number => random.next();
  const tried: Tried[] = [];
  const faults: string[] = [];
  for (let index = 0; index < files; index += 1) {
    const file = hostileFile(index, dice);
    try {
      const taken = await bring(desk, `blb_fuzz-${seed}-${index}`, file);
      await keep(desk, taken);
      tried.push({ file, taken, problem: null });
    } catch (error) {
      const problem = error instanceof Failure ? (fileProblemOf(error) ?? (error.code === 'invalid' ? 'contract' : null)) : null;
      if (problem === null || !(error instanceof Error) || error.message === '')
        faults.push(`${file.kind} ${JSON.stringify(file.name)}: ${String(error)}`);
      tried.push({ file, taken: null, problem });
    }
  }
  return { tried, faults };
}

async function bring(
  desk: HubClient,
  blobId: string,
  { name, mediaType, bytes, claims = bytes.length }: HostileFile,
): Promise<GivenAttachment> {
  const about = {
    blobId: BlobId.parse(blobId),
    name: name.slice(0, 255),
    mediaType,
    size: claims,
    conversationId: ConversationId.parse('cnv_1'),
  };
  for (let offset = 0; ;) {
    const piece = bytes.subarray(offset, offset + FILE_PIECE).toString('base64');
    const { received, attachment } = await desk.call('blob.put', { ...about, mode: 'note', offset, base64: piece });
    if (attachment !== null) return attachment;
    offset = received;
  }
}

/** In a note, so that it is of the log from here on, and no longer one of the few that may wait. */
async function keep(desk: HubClient, taken: GivenAttachment): Promise<void> {
  const thread = { interactionId: 'int_1', conversationId: 'cnv_1', customerId: 'cus_1' };
  const note = { type: 'note.add', ...thread, noteId: taken.blobId.replace('blb_', 'not_'), text: '', attachments: [taken] };
  const outcome = await desk.execute(CommandBody.parse(note));
  if (outcome.is !== 'done') throw new Error(`a file that was taken could not be given: ${JSON.stringify(outcome)}`);
}

export function counted(tried: readonly Tried[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { problem } of tried) counts.set(problem ?? 'taken', (counts.get(problem ?? 'taken') ?? 0) + 1);
  return counts;
}

/** Harm that nobody may take for a file. Words of a program are words, as long as nobody takes them for a page or runs them. */
export function wronglyTaken(tried: readonly Tried[]): string[] {
  const harmful = /^(?:empty|100 MB|a page|a program|an archive|a document|a picture of|a picture that|a photograph)/;
  return tried
    .filter(({ taken, file }) => taken !== null && harmful.test(file.kind))
    .filter(({ taken, file }) => !(file.kind.startsWith('a page') && isMereWords(taken?.mediaType ?? '', file.bytes)))
    .map(({ file: { kind, name } }) => `${kind}: ${name}`);
}

function isMereWords(mediaType: string, bytes: Buffer): boolean {
  // What stands behind a sound is nothing to whoever plays it.
  if (mediaType === 'audio/mpeg') return bytes.toString('latin1', 0, 3) === 'ID3';
  return mediaType.startsWith('text/') && !/^\s*(?:<|MIME)/.test(bytes.toString('utf8'));
}
