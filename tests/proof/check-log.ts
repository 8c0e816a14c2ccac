import type { CommandId } from '#shared/domain/ids';
import { knownEvent, type LoggedEvent } from '#shared/events/index';
import type { MessageBody } from '#shared/events/conversation-events';
import { isSend, type CustomerLine, type Ledger, type Wish } from './ledger.ts';

/** A customer's thread as the log tells it. */
export interface LoggedThread {
  readonly customerId: string;
  readonly account: string;
  readonly from: string;
  /** What the customer wrote, in the order of the log. */
  readonly received: MessageBody[];
  /** What was written to the customer, in the order of the log. */
  readonly sent: MessageBody[];
}

export interface LogIndex {
  readonly threads: ReadonlyMap<string, LoggedThread>;
  readonly causedBy: ReadonlyMap<CommandId, readonly number[]>;
  /** Births of messages and notes by their id. */
  readonly births: ReadonlyMap<string, number>;
  readonly doubled: readonly number[];
}

export function indexOf(events: readonly LoggedEvent[]): LogIndex {
  const threads = new Map<string, LoggedThread>();
  const causedBy = new Map<CommandId, number[]>();
  const births = new Map<string, number>();
  const doubled: number[] = [];
  let last = 0;
  for (const event of events) {
    if (event.seq <= last) doubled.push(event.seq);
    last = event.seq;
    if (event.causedBy !== null) causedBy.set(event.causedBy, [...(causedBy.get(event.causedBy) ?? []), event.seq]);
    const known = knownEvent(event);
    if (known === 'unknown' || known === 'no_body') continue;
    if (known.type === 'conversation.opened') {
      const { id, customerId, accountId, contactPoint } = known.body.conversation;
      threads.set(id, { customerId, account: accountId, from: contactPoint.value, received: [], sent: [] });
    }
    if (known.type === 'message.received' || known.type === 'message.sent') {
      const { message } = known.body;
      threads.get(message.conversationId)?.[known.type === 'message.sent' ? 'sent' : 'received'].push(message);
      count(births, message.id);
    }
    if (known.type === 'note.added') count(births, known.body.note.id);
  }
  return { threads, causedBy, births, doubled };
}

/** What the log lacks, doubles or turns round of what was promised. Empty: nothing. */
export function differencesInLog(ledger: Ledger, index: LogIndex): string[] {
  return [
    ...index.doubled.map((seq) => `the log gave seq ${seq} twice, or out of order`),
    ...linesAmiss(ledger.lines, index),
    ...[...ledger.wishes.values()].flatMap((wish) => wishAmiss(wish, index)),
    ...repliesOutOfOrder([...ledger.wishes.values()], index),
    ...shownAmiss(ledger.shown, index),
  ];
}

/** Every line once, in the order in which its customer wrote them, and nothing that nobody wrote. */
function linesAmiss(lines: readonly CustomerLine[], { threads }: LogIndex): string[] {
  const written = new Map<string, CustomerLine[]>();
  for (const line of lines) written.set(`${line.account} ${line.from}`, [...(written.get(`${line.account} ${line.from}`) ?? []), line]);
  return [...written].flatMap(([name, own]) => {
    const logged = [...threads.values()].filter(({ account, from }) => `${account} ${from}` === name);
    if (logged.length > 1) return [`${name} has ${logged.length} conversations`];
    const received = (logged[0]?.received ?? []).map(({ externalId, text }) => `${externalId} ${text}`);
    const expected = own.filter(({ isAnswered }) => isAnswered).map(({ externalId, text }) => `${externalId} ${text}`);
    return JSON.stringify(received) === JSON.stringify(expected)
      ? []
      : [`of ${name} the log has\n    ${received.join('\n    ')}\n  and answered 2xx were\n    ${expected.join('\n    ')}`];
  });
}

function wishAmiss({ body, commandId, state, wasParked }: Wish, { births, causedBy }: LogIndex): string[] {
  const bornId = isSend(body) ? body.messageId : body.type === 'note.add' ? body.noteId : null;
  const times = bornId === null ? null : (births.get(bornId) ?? 0);
  const what = `${body.type} ${commandId}`;
  const seqs = causedBy.get(commandId) ?? [];
  if (seqs.some((seq, at) => at > 0 && seq !== (seqs[at - 1] ?? 0) + 1)) return [`${what} has effects at two moments: ${seqs.join(' ')}`];
  if (state === 'refused' && seqs.length > 0) return [`${what} was refused at once and has an effect: ${seqs.join(' ')}`];
  if (times !== null && times > 1) return [`${what} is in the log ${times} times`];
  if (times === 0 && state === 'accepted' && !wasParked) return [`${what} was accepted and is not in the log`];
  return [];
}

/** In each thread the replies stand in the order in which they were submitted; what was parked and retried may come later. */
function repliesOutOfOrder(wishes: readonly Wish[], { threads }: LogIndex): string[] {
  const order = new Map(wishes.flatMap(({ body, wasParked }, at) => (isSend(body) && !wasParked ? [[body.messageId, at] as const] : [])));
  return [...threads.values()].flatMap(({ from, sent }) => {
    const places = sent.flatMap(({ id }) => order.get(id) ?? []);
    return places.every((place, at) => at === 0 || place > (places[at - 1] ?? 0))
      ? []
      : [`the replies to ${from} are out of order: ${sent.map(({ text }) => text).join(' | ')}`];
  });
}

/** A bubble that was on the agent's screen is in the log once. */
function shownAmiss(shown: readonly string[], { threads }: LogIndex): string[] {
  const times = new Map<string, number>();
  for (const { sent } of threads.values()) for (const { text } of sent) count(times, text);
  return shown
    .filter((text) => times.get(text) !== 1)
    .map((text) => `shown on the page and in the log ${times.get(text) ?? 0} times: ${text}`);
}

function count(times: Map<string, number>, name: string): void {
  times.set(name, (times.get(name) ?? 0) + 1);
}
