import { stableJson } from '#core/cache/stable-json';
import type { TimelinePlace } from '#shared/domain/timeline-place';
import { ConversationId, CustomerId } from '#shared/domain/ids';
import { customerScope } from '#shared/domain/scope';
import type { ComposerMode } from '#shared/domain/draft';
import type { Change, StoredRecord } from '#shared/records/records';
import type { Auditor } from './auditor.ts';
import type { DeskWindow } from './desk-window.ts';
import { draftName, type Ledger } from './ledger.ts';
import { pause } from './pause.ts';

/** What a snapshot of a customer and an open customer have in common. */
const KINDS: ReadonlySet<string> = new Set(['customer', 'conversation', 'interaction', 'message', 'note', 'segment']);

/** What is left of a long past comes after the page that was asked for. */
const COMPLETE_WITHIN_MS = 3_000;
const LOOK_AGAIN_MS = 25;

/** Where the desk's timeline of a customer, read to its beginning, and the hub's records of that customer differ. */
export async function customerDiffers(window: DeskWindow, auditor: Auditor, id: string): Promise<string[]> {
  const customerId = CustomerId.parse(id);
  const told: Change[] = [];
  const stop = window.on('records.changed', ({ changes }) => void told.push(...changes));
  const deadline = performance.now() + COMPLETE_WITHIN_MS;
  const { viewId, items } = await readTimeline(window, customerId);
  try {
    for (;;) {
      const amiss = recordsDiffer(laid(customerId, [...items, ...told]), await auditor.snapshot(customerScope(customerId)));
      if (amiss.length === 0 || performance.now() > deadline) return amiss;
      await pause(LOOK_AGAIN_MS);
    }
  } finally {
    stop();
    await window.call('view.close', { viewId });
  }
}

/** Changes in the order in which they came, as far as they are this customer's. */
function laid(customerId: CustomerId, changes: readonly Change[]): Map<string, string> {
  const records = new Map<string, string>();
  for (const { kind, id, body } of changes) {
    const isTheirs = KINDS.has(kind) && (kind === 'customer' ? id === customerId : JSON.stringify(body).includes(customerId));
    if (isTheirs && body !== null) records.set(`${kind} ${id}`, stableJson(body));
    if (body === null) records.delete(`${kind} ${id}`);
  }
  return records;
}

function recordsDiffer(atDesk: ReadonlyMap<string, string>, atHub: readonly StoredRecord[]): string[] {
  const there = new Map(atHub.filter(({ kind }) => KINDS.has(kind)).map(({ kind, id, body }) => [`${kind} ${id}`, stableJson(body)]));
  return [...new Set([...atDesk.keys(), ...there.keys()])].flatMap((name) =>
    atDesk.get(name) === there.get(name)
      ? []
      : [`${name}\n    at the desk: ${atDesk.get(name) ?? 'nothing'}\n    at the hub: ${there.get(name) ?? 'nothing'}`],
  );
}

/** Page by page, as an agent who scrolls up to the first word. */
async function readTimeline(window: DeskWindow, customerId: CustomerId): Promise<{ viewId: string; items: Change[] }> {
  const { viewId, changes, hasOlder } = await window.call('view.open', { is: 'customer', customerId });
  const all = [...changes];
  for (let page = { changes, hasOlder }; page.hasOlder;) {
    const before = oldest(all);
    if (before === null) break;
    page = await window.call('timeline.older', { viewId, before });
    if (page.changes.length === 0) break;
    all.push(...page.changes);
  }
  const items = all.filter(({ kind }) => kind === 'message' || kind === 'note').map(({ id }) => id);
  if (new Set(items).size !== items.length) throw new Error(`the timeline of ${customerId} holds an item twice`);
  return { viewId, items: all };
}

function oldest(changes: readonly Change[]): TimelinePlace | null {
  const places = changes.flatMap((change) =>
    (change.kind === 'message' || change.kind === 'note') && change.body !== null ? [{ at: change.body.at, seq: change.body.seq }] : [],
  );
  return places.toSorted((a, b) => (a.at === b.at ? a.seq - b.seq : a.at < b.at ? -1 : 1))[0] ?? null;
}

/** What was typed and kept stands in its composer, and the hub has the same. */
export async function draftsDiffer(window: DeskWindow, auditor: Auditor, { drafts }: Ledger): Promise<string[]> {
  const atHub = new Map((await auditor.drafts()).map(({ conversationId, mode, text }) => [draftName(conversationId, mode), text]));
  const amiss: string[] = [];
  for (const [name, possible] of drafts) {
    const [conversationId, mode] = name.split(' ');
    // The name was made of the two.
    const which = { conversationId: ConversationId.parse(conversationId), mode: mode as ComposerMode };
    const text = (await window.call('draft.get', which))?.text ?? '';
    if (!possible.has(text)) amiss.push(`the draft of ${name} is “${text}” and was ${[...possible].map((one) => `“${one}”`).join(' or ')}`);
    if ((atHub.get(name) ?? '') !== text)
      amiss.push(`the draft of ${name} is “${text}” at the desk and “${atHub.get(name) ?? ''}” at the hub`);
  }
  return amiss;
}
