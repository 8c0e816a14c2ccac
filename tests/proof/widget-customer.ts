import { openSession } from '#tests/support/widget-client';
import { memoryStorage } from '#tests/widget/memory-storage';
import { waitUntil } from '#tests/support/wait-until';
import type { Random } from '#hub/simulator/random';
import type { WidgetEnd, WidgetLine } from '#shared/contracts/widget';
import { openKeep } from '#widget/keep';
import { createOutbox } from '#widget/outbox';
import { postLine, type PostOutcome } from '#widget/post-line';
import { createSendLines } from '#widget/send-lines';
import { createThread } from '#widget/thread';
import type { Customer } from './customer.ts';
import type { CustomerLine, Ledger } from './ledger.ts';
import { followThread, readThread } from './widget-line.ts';
import type { Words } from './words.ts';

interface Deps {
  readonly hubUrl: string;
  readonly ledger: Ledger;
  readonly random: Random;
  readonly words: Words;
}

/**
 * Somebody in the shop's page: the widget's own outbox, sender and thread, with real HTTP up and a real socket down, and no page drawn.
 * Opened while the hub is up: a widget that has never reached it has no visitor to be.
 */
export async function createWidgetCustomer({ hubUrl, ledger, random, words }: Deps): Promise<Customer> {
  const origin = new URL(hubUrl).origin;
  const { token, visitorId } = await openSession({ url: hubUrl, origin });
  // Of the page's window the widget's parts use the timers, fetch and an event; the browser would name the origin by itself.
  const page = {
    setTimeout: (run: () => void, ms: number) => setTimeout(run, ms),
    clearTimeout: (timer: NodeJS.Timeout) => clearTimeout(timer),
    addEventListener: () => undefined,
    fetch(url: string, init: RequestInit) {
      const headers = new Headers(init.headers);
      headers.set('origin', origin);
      return fetch(url, { ...init, headers });
    },
  } as unknown as Window;
  const config = { hubUrl: `${hubUrl}/`, account: 'chat', locale: 'ja' as const, identity: null };
  const keep = openKeep('madoguchi:', memoryStorage, page);
  const outbox = createOutbox(keep, Date.now, () =>
    Math.floor(random.next() * 2 ** 40)
      .toString(16)
      .padStart(10, '0'),
  );
  const thread = createThread(keep);
  thread.become(visitorId);
  const lines = new Map<string, CustomerLine>();

  const sender = createSendLines({
    outbox,
    async post(line) {
      const outcome = await post(line);
      const known = lines.get(line.clientMessageId);
      if (outcome.is === 'kept' && known !== undefined) {
        known.isAnswered = true;
        ledger.promised('hub');
      }
      // Sent twice, as by two tabs or a lost answer.
      if (outcome.is === 'kept' && random.chance(0.1)) await post(line);
      return outcome;
    },
    visitor: () => visitorId,
    alone: (run) => run(),
    setTimer(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    random: () => random.next(),
    onChange: () => undefined,
  });
  const follow = followThread({ hubUrl, origin, token, thread, onLevel: () => sender.wake() });

  function post(body: WidgetLine | WidgetEnd): Promise<PostOutcome> {
    return postLine(config, token, body, page);
  }

  return {
    account: 'chat',
    from: visitorId,
    async writes() {
      const text = words.next('customer');
      outbox.add(text, 'ja');
      const id = outbox.lines().at(-1)?.id ?? '';
      const line = { account: 'chat' as const, from: visitorId, externalId: id, text, isAnswered: false };
      lines.set(id, line);
      ledger.lines.push(line);
      sender.wake();
      // Now and then a second line before the first is answered.
      if (random.chance(0.7)) await sender.flushed();
    },
    async leaves() {
      await sender.flushed();
      await post({ is: 'end' });
    },
    async settled() {
      await sender.flushed();
      await waitUntil(() => follow.isLevel(), { what: 'the widget is level', timeoutMs: 30_000 });
      const refused = outbox.lines().find(({ state }) => state === 'refused');
      if (refused !== undefined) throw new Error(`the hub refused a line of the widget: ${refused.text}`);
    },
    thread: async () => ({ held: thread.items(), fresh: await readThread({ hubUrl, origin, token }) }),
    close: () => follow.close(),
  };
}
