import type { Random } from '#hub/simulator/random';
import { AccountId } from '#shared/domain/ids';
import type { ChaosHub } from './chaos-hub.ts';
import type { CustomerLine, Ledger } from './ledger.ts';
import { ACCOUNTS } from './people.ts';
import type { Pulse } from './pulse.ts';

export interface Customers {
  /** Somebody writes, or their channel brings again what no hub has answered for. */
  write(hub: ChaosHub): string;
  /** Somebody ends their chat. */
  end(hub: ChaosHub): string;
  /** Everything unanswered is brought again. Answers whether there was anything. */
  bringAgain(hub: ChaosHub): boolean;
}

interface Deps {
  readonly random: Random;
  readonly pulse: Pulse;
  readonly ledger: Ledger;
}

const PEOPLE = 6;

export function createCustomers({ random, pulse, ledger }: Deps): Customers {
  function bring(hub: ChaosHub, line: CustomerLine): void {
    const from = contactOf(line);
    const signal = {
      is: 'message' as const,
      externalId: line.externalId,
      from,
      name: null,
      locale: null,
      text: line.text,
      attachments: [],
      at: null,
    };
    const received = hub.hub.receiveInbound(AccountId.parse(line.account), [signal]).then(() => {
      if (!hub.life.isDead) line.isAnswered = true;
    });
    settle(hub, received);
  }

  /** Until it is answered, or the hub is gone. */
  function settle(hub: ChaosHub, work: Promise<unknown>): void {
    const gone = new Promise<void>((resolve) => hub.life.onDeath(() => resolve()));
    void pulse.during('a webhook', Promise.race([work.catch(() => undefined), gone]));
  }

  return {
    write(hub) {
      const nth = random.between(1, PEOPLE);
      const account = nth % 3 === 0 ? ACCOUNTS[1] : ACCOUNTS[0];
      const from = account === ACCOUNTS[1] ? `vis_${nth}` : `+8190000000${String(nth).padStart(2, '0')}`;
      // A channel keeps the order of one sender: first what is still unanswered.
      const open = ledger.lines.find((one) => one.from === from && !one.isAnswered);
      const line = open ?? { externalId: `ext-${ledger.lines.length + 1}`, account, from, text: ledger.nextText('客'), isAnswered: false };
      if (open === undefined) ledger.lines.push(line);
      bring(hub, line);
      return `${from} writes ${line.externalId}`;
    },
    end(hub) {
      const nth = 3 * random.between(1, PEOPLE / 3);
      const from = { kind: 'visitor' as const, value: `vis_${nth}`, isVerified: true };
      settle(hub, hub.hub.receiveInbound(ACCOUNTS[1], [{ is: 'ended', from }]));
      return `vis_${nth} ends the talk`;
    },
    bringAgain(hub) {
      const senders = new Set<string>();
      for (const line of ledger.lines) {
        if (line.isAnswered || senders.has(line.from)) continue;
        senders.add(line.from);
        bring(hub, line);
      }
      return senders.size > 0;
    },
  };
}

function contactOf({ account, from: value }: CustomerLine): { kind: 'visitor' | 'phone'; value: string; isVerified: boolean } {
  return { kind: account === ACCOUNTS[1] ? 'visitor' : 'phone', value, isVerified: true };
}
