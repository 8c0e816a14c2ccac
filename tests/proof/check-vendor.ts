import type { LogIndex } from './check-log.ts';
import type { Ledger } from './ledger.ts';

interface Taken {
  readonly to: string;
  readonly body: string;
}

/** What the vendor took that nobody sent, or took more often, or in another order than it stands in the log. */
export function differencesAtVendor(taken: readonly Taken[], { resends }: Ledger, { threads }: LogIndex): string[] {
  const threadOf = new Map([...threads.values()].filter(({ account }) => account === 'sms').map((thread) => [thread.from, thread]));
  const amiss: string[] = [];
  const first = new Map<string, string[]>();
  const times = new Map<string, number>();
  for (const { to, body } of taken) {
    times.set(body, (times.get(body) ?? 0) + 1);
    if (times.get(body) === 1) first.set(to, [...(first.get(to) ?? []), body]);
  }
  for (const [to, bodies] of first) {
    const sent = threadOf.get(to)?.sent ?? [];
    const unknown = bodies.filter((body) => !sent.some(({ text }) => text === body));
    if (unknown.length > 0) amiss.push(`the vendor sent ${to} what is not in the log: ${unknown.join(' | ')}`);
    // What the agent sent again comes behind what had overtaken it.
    const inTurn = sent.filter(({ id }) => !resends.has(id));
    const places = bodies.map((body) => inTurn.findIndex(({ text }) => text === body)).filter((place) => place >= 0);
    if (places.some((place, at) => at > 0 && place < (places[at - 1] ?? 0)))
      amiss.push(`the vendor sent ${to} out of order: ${bodies.join(' | ')}`);
    for (const { id, text } of sent) {
      const most = 1 + (resends.get(id) ?? 0);
      if ((times.get(text) ?? 0) > most) amiss.push(`the vendor took ${id} ${times.get(text)} times: ${text}`);
    }
  }
  return amiss;
}
