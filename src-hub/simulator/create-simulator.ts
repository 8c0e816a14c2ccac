import type { Clock } from '#shared/domain/clock';
import type { AccountId, ConversationId, InteractionId } from '#shared/domain/ids';
import { knownEvent, type DomainEvent, type LoggedEvent } from '#shared/events/index';
import type { SimulatedPost } from '#hub/channels/simulator-connector';
import type { Db } from '#hub/db/db';
import { DEMO_ACCOUNTS } from '#hub/demo/demo-centre';
import type { EventLog } from '#hub/log/event-log';
import { castCustomer, factsOf, personBehind, type Part } from './casting.ts';
import { createCustomerMind } from './customer-mind.ts';
import { formatLineId, parseLineId } from './line-id.ts';
import { isAnybodyThere, openTalks, type OpenTalk } from './open-talks.ts';
import { createRandom } from './random.ts';
import { createSimulatedCustomer, type SimulatedCustomer } from './simulated-customer.ts';
import { findStory } from './stories.ts';
import type { SimulatedChannel } from './story.ts';

/** Customers made of code who come, write and go. */
export interface Simulator {
  start(): () => void;
}

interface Dependencies {
  readonly db: Db;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly seed: string;
  /** Brings a post in through the account's connector, as a webhook would. */
  readonly post: (accountId: AccountId, post: SimulatedPost) => Promise<void>;
  readonly onTrouble: (error: unknown, what: string) => void;
}

interface Talk {
  readonly customer: SimulatedCustomer;
  readonly part: Pick<Part, 'channel' | 'from' | 'story'>;
  /** The beginning of its lines' ids. */
  readonly begunAt: number;
  conversationId?: ConversationId;
  interactionId?: InteractionId;
}

const FIRST_COMES_MS = [1_500, 6_000] as const;
const NEXT_COMES_MS = [20_000, 60_000] as const;
/** A desk is alive with these and not flooded. */
const AT_ONCE = 6;
const SMS_AT_ONCE = 3;
/** With nobody at any desk for so long, nobody new comes: a demo left alone over night stays small. */
const QUIET_AFTER_MS = 10 * 60_000;
const LATELY = 12;

const ACCOUNT_OF: Readonly<Record<SimulatedChannel, AccountId>> = { chat: DEMO_ACCOUNTS.simulatedChat, sms: DEMO_ACCOUNTS.simulatedSms };

export function createSimulator({ db, log, clock, seed, post, onTrouble }: Dependencies): Simulator {
  const talks = new Set<Talk>();
  const lately: string[] = [];
  const rhythm = createRandom(`${seed} when ${clock.now()}`);
  let somebodyAt = clock.now();

  function admit(part: Pick<Part, 'channel' | 'from' | 'name' | 'story' | 'facts'>, begunAt: number, linesSaid: number): Talk {
    const { channel, from, name, story } = part;
    const random = createRandom(`${seed} how ${begunAt}`);
    const accountId = ACCOUNT_OF[channel];
    let count = linesSaid;
    const customer = createSimulatedCustomer({
      mind: createCustomerMind(part, random),
      channel,
      clock,
      random,
      async say(text) {
        const id = formatLineId({ storyId: story.id, at: begunAt, count: count + 1 });
        await post(accountId, { is: 'line', id, from, name, locale: story.locale, text });
        count += 1;
      },
      end: () => post(accountId, { is: 'end', from }),
      onTrouble,
    });
    const talk: Talk = { customer, part, begunAt };
    talks.add(talk);
    lately.push(story.id);
    if (lately.length > LATELY) lately.shift();
    return talk;
  }

  async function letSomebodyCome(): Promise<void> {
    const now = clock.now();
    if (await isAnybodyThere(db)) somebodyAt = now;
    const active = [...talks].filter(({ customer }) => !customer.hasLeft());
    if (active.length >= AT_ONCE || now - somebodyAt > QUIET_AFTER_MS) return;
    const busy = new Set([...talks].map(({ part }) => part.from.value));
    const maySms = active.filter(({ part }) => part.channel === 'sms').length < SMS_AT_ONCE;
    const part = castCustomer({ seed, at: now, busy, lately, maySms });
    if (!busy.has(part.from.value)) admit(part, now, 0).customer.arrive();
  }

  /** After a restart those who were in a talk go on with it. */
  async function takeUp(): Promise<void> {
    for (const open of await openTalks(db, Object.values(ACCOUNT_OF))) {
      const taken = takeUpTalk(open);
      if (taken === null) continue;
      Object.assign(taken.talk, { conversationId: open.conversationId, interactionId: open.interactionId });
      const unanswered = open.lastLine?.by === 'agent' ? open.lastLine.text : null;
      taken.talk.customer.resume(taken.linesSaid, unanswered, open.state === 'handling');
    }
  }

  function takeUpTalk({ accountId, contactPoint: from, customer, lineIds }: OpenTalk): { talk: Talk; linesSaid: number } | null {
    const last = parseLineId(lineIds.at(-1) ?? '');
    const story = last === null ? undefined : findStory(last.storyId);
    if (last === null || story === undefined) return null;
    const channel: SimulatedChannel = accountId === ACCOUNT_OF.sms ? 'sms' : 'chat';
    const facts = factsOf(personBehind(from, seed, last.at, story.locale), story, seed, last.at);
    return { talk: admit({ channel, from, name: customer.name, story, facts }, last.at, last.count), linesSaid: last.count };
  }

  function hear(logged: LoggedEvent): void {
    const event = knownEvent(logged);
    if (event === 'no_body' || event === 'unknown') return;
    if (event.type === 'message.received') bind(event);
    for (const talk of talks) listen(talk, event);
  }

  /** Its own first line tells a customer in which conversation it is. */
  function bind({ body: { message } }: Extract<DomainEvent, { type: 'message.received' }>): void {
    const id = parseLineId(message.externalId ?? '');
    const talk = id === null ? undefined : [...talks].find(({ begunAt }) => begunAt === id.at);
    if (talk === undefined || message.interactionId === null) return;
    talk.conversationId = message.conversationId;
    talk.interactionId = message.interactionId;
  }

  function listen(talk: Talk, event: DomainEvent): void {
    if (event.type === 'message.sent') {
      if (event.body.message.conversationId === talk.conversationId) talk.customer.agentWrote(event.body.message.text);
      return;
    }
    if (!('interactionId' in event.body) || event.body.interactionId !== talk.interactionId) return;
    if (event.type === 'interaction.assigned') talk.customer.assigned();
    if (event.type === 'wrap_up.started' || event.type === 'wrap_up.completed' || event.type === 'interaction.abandoned') {
      talk.customer.ended();
      talks.delete(talk);
    }
  }

  function start(): () => void {
    let isStopped = false;
    let cancel = (): void => undefined;
    const stopListening = log.onAppended((events) => events.forEach(hear));
    const next = ([low, high]: readonly [number, number]): void => {
      if (!isStopped) cancel = clock.setTimer(rhythm.between(low, high), () => void come());
    };
    const come = async (): Promise<void> => {
      await letSomebodyCome().catch((error: unknown) => onTrouble(error, 'a simulated customer comes'));
      next(NEXT_COMES_MS);
    };
    const begin = async (): Promise<void> => {
      await takeUp().catch((error: unknown) => onTrouble(error, 'taking up simulated talks'));
      next(FIRST_COMES_MS);
    };
    void begin(); // It tells its errors itself.
    return () => {
      isStopped = true;
      cancel();
      stopListening();
      for (const { customer } of talks) customer.ended();
      talks.clear();
    };
  }

  return { start };
}
