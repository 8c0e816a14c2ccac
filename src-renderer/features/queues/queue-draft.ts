import type { Agent } from '#shared/domain/agent';
import type { QueueId } from '#shared/domain/ids';
import { Queue } from '#shared/domain/queue';
import type { LocalizedText } from '#shared/domain/text';
import { Failure, parseOrFail } from '#shared/rpc/failure';
import { inBoth } from '#ui/ui/localized-field.tsx';

const SECOND_MS = 1_000;
const NEW_TARGET_S = 300;
const NEW_RING_S = 20;

/** A queue as it is edited: durations as they are typed, in seconds, and who serves it. */
export interface QueueDraft {
  readonly name: LocalizedText;
  readonly target: string;
  readonly ringTimeout: string;
  readonly holderIds: readonly string[];
}

export function draftOf(queue: Queue | undefined, holders: readonly Agent[]): QueueDraft {
  return {
    name: queue?.name ?? { ja: '', en: '' },
    target: String(queue === undefined ? NEW_TARGET_S : queue.targetMs / SECOND_MS),
    ringTimeout: String(queue === undefined ? NEW_RING_S : queue.ringTimeoutMs / SECOND_MS),
    holderIds: holders.map(({ id }) => id),
  };
}

/** Throws the Failure that names the field, as the hub would. */
export function queueOf(id: QueueId, { name, target, ringTimeout }: QueueDraft, before: Queue | undefined): Queue {
  const wished = {
    ...before,
    id,
    name: inBoth(name),
    targetMs: millisecondsOf(target, 'targetMs'),
    ringTimeoutMs: millisecondsOf(ringTimeout, 'ringTimeoutMs'),
  };
  return parseOrFail(Queue, wished, 'queue');
}

/** As people type numbers in Japanese too: １２０. */
function millisecondsOf(text: string, field: string): number {
  const seconds = Number(text.normalize('NFKC').trim() || Number.NaN);
  if (!Number.isFinite(seconds) || seconds <= 0) throw new Failure('invalid', 'must be a number of seconds', { field });
  return Math.round(seconds * SECOND_MS);
}
