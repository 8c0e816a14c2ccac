// A page of the desk in a thread of its own: it keeps its inbox open, and asks one thing after the other while it is told to. Every call
// is timed here, as a renderer would: what the core's own thread is busy with counts too.
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { workerPort } from '#core/cache/worker-port';
import { deskContract } from '#shared/contracts/desk';
import { connect } from '#shared/rpc/connect';
import { TimelinePlace } from '#shared/domain/timeline-place';
import { CommandId, ConversationId, CustomerId, InteractionId, MessageId } from '#shared/domain/ids';

export interface PageReport {
  /** When the desk was level again, by the wall's clock. */
  readonly levelAt: number;
  /** Milliseconds of every call, by its name. */
  readonly waits: Readonly<Record<string, readonly number[]>>;
  readonly progress: number;
}

export interface PageOrder {
  readonly wire: MessagePort;
  /** Talks that were there before the outage. */
  readonly talks: readonly string[];
}

const PAUSE_MS = 15;
const { wire, talks } = workerData as PageOrder; // given by the bench, which starts this thread
const desk = connect(deskContract, workerPort(wire));
const waits: Record<string, number[]> = {};
const state = { isReading: false, isBehind: false, round: 0, progress: 0 };

desk.on('connection.changed', (connection) => {
  if (connection.is === 'catching_up' && connection.eventsLeft > 0) {
    state.isBehind = true;
    state.progress += 1;
  }
  if (connection.is !== 'connected' || !state.isBehind) return;
  state.isBehind = false;
  parentPort?.postMessage({ levelAt: Date.now(), waits, progress: state.progress } satisfies PageReport);
});
parentPort?.on('message', (isReading: boolean) => {
  for (const name of Object.keys(waits)) delete waits[name];
  state.progress = 0;
  state.isReading = isReading;
  if (isReading) void ask();
});
await desk.call('view.open', { is: 'inbox' });
parentPort?.postMessage('ready');

async function timed<T>(name: string, answer: Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const got = await answer;
  (waits[name] ??= []).push(performance.now() - startedAt);
  return got;
}

async function ask(): Promise<void> {
  while (state.isReading) {
    state.round += 1;
    const talk = talks[state.round % talks.length] ?? '0-0';
    const conversationId = ConversationId.parse(`cnv_${talk}`);
    const customerId = CustomerId.parse(`cus_${talk}`);
    const { viewId } = await timed('view.open', desk.call('view.open', { is: 'customer', customerId }));
    const before = TimelinePlace.parse({ at: '2027-01-01T00:00:00.000Z', seq: 1_000_000_000 });
    await timed('timeline.older', desk.call('timeline.older', { viewId, before }));
    await desk.call('view.close', { viewId });
    await timed('search', desk.call('search', { text: ['返金', '山田', '090-1234', 'tracking page'][state.round % 4] ?? '' }));
    await timed('outbox.list', desk.call('outbox.list', {}));
    const draft = { conversationId, mode: 'reply' as const, text: `下書き${state.round}`, revision: state.round };
    await timed('draft.put', desk.call('draft.put', { ...draft, updatedAt: '2026-11-21T00:00:00.000Z' }));
    if (state.round % 5 === 0) await timed('command.submit', desk.call('command.submit', aReply(talk)));
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

function aReply(talk: string) {
  const id = `${talk}-${state.round}`;
  return {
    commandId: CommandId.parse(`cmd_${id}`),
    basis: 0,
    body: {
      type: 'message.send' as const,
      interactionId: InteractionId.parse(`int_${talk}`),
      conversationId: ConversationId.parse(`cnv_${talk}`),
      messageId: MessageId.parse(`msg_mine-${id}`),
      text: 'ただいま確認しております。',
    },
  };
}
