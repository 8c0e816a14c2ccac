import type { ChaosHub } from './chaos-hub.ts';
import { VENDOR_HOST } from './chaos-hub.ts';
import type { Network } from './network.ts';
import type { Pulse } from './pulse.ts';
import type { Vendor } from './vendor.ts';

interface Deps {
  readonly pulse: Pulse;
  readonly vendor: Vendor;
  readonly network: () => Network;
  readonly hubs: () => readonly ChaosHub[];
}

/** Puts the simulated network in the place of the real one for HTTP; the answer puts it back. */
export function simulateFetch({ pulse, vendor, network, hubs }: Deps): () => void {
  const real = globalThis.fetch;
  globalThis.fetch = (input, init) => pulse.during('HTTP', answer(new URL(input instanceof Request ? input.url : input), init));
  return () => {
    globalThis.fetch = real;
  };

  async function answer(url: URL, init: RequestInit | undefined): Promise<Response> {
    // Nobody answers in the same breath.
    await Promise.resolve();
    if (url.hostname === VENDOR_HOST) return vendor.answer(url, init);
    // The address says which desk asks which hub: mika-1.a.test cannot be told from a.mika-1.test by anybody else.
    const [hubName = '', desk = ''] = url.hostname.split('.');
    const hub = hubs().find(({ name, life }) => name === hubName && !life.isDead);
    if (hub === undefined || !network().reaches(desk, hubName)) throw new TypeError('fetch failed');
    const gone = new Promise<never>((_resolve, reject) => {
      hub.life.onDeath(() => reject(new TypeError('fetch failed')));
    });
    const asked = hub.hub.server.inject({
      method: (init?.method ?? 'GET') as 'GET' | 'POST' | 'DELETE',
      url: url.pathname + url.search,
      headers: Object.fromEntries(new Headers(init?.headers).entries()),
      ...(typeof init?.body === 'string' ? { payload: init.body } : {}),
    });
    const response = await Promise.race([asked, gone]);
    return new Response(response.statusCode === 204 ? null : response.body, { status: response.statusCode });
  }
}
