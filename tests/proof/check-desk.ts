import { stableJson } from '#core/cache/stable-json';
import type { TimelinePlace } from '#shared/contracts/hub';
import { ConversationId, CustomerId } from '#shared/domain/ids';
import { customerScope } from '#shared/domain/scope';
import type { ComposerMode } from '#shared/domain/draft';
import type { Change, StoredRecord } from '#shared/records/records';
import type { Auditor } from './auditor.ts';
import type { DeskWindow } from './desk-window.ts';
import { draftName, type Ledger } from './ledger.ts';

/** What a snapshot of a customer and an open customer have in common. */
const KINDS: ReadonlySet<string> = new Set(['customer', 'conversation', 'interaction', 'message', 'note', 'segment']);

/** Where the desk's timeline of a customer, read to its beginning, and the hub's records of that customer differ. */
export async function customerDiffers(window: DeskWindow, auditor: Auditor, id: string): Promise<string[]> {
  const customerId = CustomerId.parse(id);
  const atDesk = await timelineOf(window, customerId);
  const atHub = await auditor.snapshot(customerScope(customerId));
  return recordsDiffer('the desk', atDesk, atHub);
}

export function recordsDiffer(
  where: string,
  here: ReadonlyMap<string, string>,
  atHub: readonly Pick<StoredRecord, 'kind' | 'id' | 'body'>[],
): string[] {
  const there = new Map(atHub.filter(({ kind }) => KINDS.has(kind)).map(({ kind, id, body }) => [`${kind} ${id}`, stableJson(body)]));
  return [...new Set([...here.keys(), ...there.keys()])].flatMap((name) =>
    here.get(name) === there.get(name)
      ? []
      : [`${name}\n    at ${where}: ${here.get(name) ?? 'nothing'}\n    at the hub: ${there.get(name) ?? 'nothing'}`],
  );
}

/** Page by page, as an agent who scrolls up to the first word. A record that comes twice is told by its page. */
async function timelineOf(window: DeskWindow, customerId: CustomerId): Promise<Map<string, string>> {
  const { viewId, changes, hasOlder } = await window.call('view.open', { is: 'customer', customerId });
  const all = [...changes];
  for (let page = { changes, hasOlder }; page.hasOlder;) {
    const before = oldest(all);
    if (before === null) break;
    page = await window.call('timeline.older', { viewId, before });
    if (page.changes.length === 0) break;
    all.push(...page.changes);
  }
  await window.call('view.close', { viewId });
  const items = all.filter(({ kind }) => kind === 'message' || kind === 'note').map(({ id }) => id);
  if (new Set(items).size !== items.length) throw new Error(`the timeline of ${customerId} holds an item twice`);
  return new Map(
    all.filter(({ kind, body }) => KINDS.has(kind) && body !== null).map(({ kind, id, body }) => [`${kind} ${id}`, stableJson(body)]),
  );
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
