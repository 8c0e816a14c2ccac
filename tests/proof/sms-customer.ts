import * as z from 'zod';
import type { Random } from '#hub/simulator/random';
import type { Customer } from './customer.ts';
import type { Ledger } from './ledger.ts';
import { pause } from './pause.ts';
import type { Words } from './words.ts';

interface Deps {
  /** Any of them takes it; a repeat may come to another one. */
  readonly hubUrls: readonly [string, ...string[]];
  readonly emulatorUrl: string;
  readonly from: string;
  readonly ledger: Ledger;
  readonly random: Random;
  readonly words: Words;
}

/** Sooner than Twilio would: nobody waits for a minute here. */
const AGAIN_MS = 150;
const Answer = z.object({ status: z.number() });

/** Somebody with a phone. What they write comes as Twilio brings it: signed, again and again until it is answered 2xx, sometimes twice. */
export function createSmsCustomer({ hubUrls, emulatorUrl, from, ledger, random, words }: Deps): Customer {
  const state = { count: 0 };

  async function deliver(sid: string, body: string): Promise<number> {
    const response = await fetch(`${emulatorUrl}/emulator/inbound`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url: `${random.pick(hubUrls)}/channels/sms/webhook`, from, body, sid }),
    });
    // The hub was not there: the emulator could not deliver.
    return response.ok ? Answer.parse(await response.json()).status : 0;
  }

  async function deliverUntilKept(sid: string, body: string): Promise<void> {
    while (!isKept(await deliver(sid, body))) await pause(AGAIN_MS);
  }

  return {
    account: 'sms',
    from,
    async writes() {
      state.count += 1;
      const sid = `SM${from.slice(1)}x${String(state.count).padStart(6, '0')}`;
      const line = { account: 'sms' as const, from, externalId: sid, text: words.next('customer'), isAnswered: false };
      ledger.lines.push(line);
      await deliverUntilKept(sid, line.text);
      line.isAnswered = true;
      ledger.promised('hub');
      // What has been kept already is answered as if it were new.
      if (random.chance(0.15)) await deliverUntilKept(sid, line.text);
    },
    leaves: () => Promise.resolve(),
    settled: () => Promise.resolve(),
    thread: () => null,
    close: () => undefined,
  };
}

function isKept(status: number): boolean {
  if (status >= 400 && status < 500) throw new Error(`the hub answered ${status} to a well-formed, signed webhook`);
  return status >= 200 && status < 300;
}
