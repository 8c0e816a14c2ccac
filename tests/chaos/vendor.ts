import type { Random } from '#hub/simulator/random';
import type { Clock } from '#shared/domain/clock';

/** Twilio, as far as a hub can tell: takes messages, lists them, and loses answers. No server: `answer` is what fetch would bring. */
export interface Vendor {
  /** What it took, in its order. */
  readonly taken: readonly { readonly to: string; readonly body: string }[];
  answer(url: URL, init: RequestInit | undefined): Response;
}

interface Taken {
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly date: string;
}

export function createVendor(random: Random, clock: Clock, trouble: () => number): Vendor {
  const taken: Taken[] = [];
  const resource = ({ sid, body, date }: Taken): unknown => ({
    sid,
    body,
    direction: 'outbound-api',
    status: 'sent',
    date_created: date,
    error_code: null,
  });
  return {
    taken,
    answer(url, init) {
      if (init?.method !== 'POST') {
        const to = url.searchParams.get('To');
        const messages = taken.filter((one) => one.to === to).toReversed();
        return Response.json({ messages: messages.map(resource), next_page_uri: null });
      }
      const form = new URLSearchParams(init.body instanceof URLSearchParams ? init.body : '');
      if (random.chance(trouble()))
        throw new TypeError('fetch failed', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) });
      const message: Taken = {
        sid: `SM${String(taken.length + 1).padStart(32, '0')}`,
        to: form.get('To') ?? '',
        from: form.get('From') ?? '',
        body: form.get('Body') ?? '',
        date: new Date(clock.now()).toUTCString(),
      };
      taken.push(message);
      // Taken, and the answer is lost.
      if (random.chance(trouble()))
        throw new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) });
      return Response.json(resource(message), { status: 201 });
    },
  };
}
