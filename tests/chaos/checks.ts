import { stableJson } from '#core/cache/stable-json';
import type { Cache } from '#core/cache/open-cache';
import type { Db } from '#hub/db/db';
import { heldScopes } from '#hub/log/read-events';
import type { AgentId, ConversationId } from '#shared/domain/ids';
import { KINDS, type Key } from '#shared/records/records';
import { sql } from '#shared/sql';
import { agentIdOf, type ChaosDesk } from './chaos-desk.ts';
import { bornOf, type Ledger, type Wish } from './ledger.ts';
import type { LogIndex } from './log-index.ts';
import type { Vendor } from './vendor.ts';

/** A promise that was broken: its name, and what is amiss. */
export interface Breach {
  readonly invariant: string;
  readonly what: string;
}

interface Deps {
  readonly db: Db;
  readonly log: LogIndex;
  readonly ledger: Ledger;
  readonly vendor: Vendor;
}

export interface Checks {
  /** What must be true at every moment. */
  always(desks: readonly ChaosDesk[]): Promise<Breach | null>;
  /** What must be true of a desk that has heard all there is: nothing is missing, and nothing is there that its agent may not see. */
  level(desk: ChaosDesk): Promise<Breach | null>;
  /** What must be true when every line was mended and everybody has had time. */
  settled(desks: readonly ChaosDesk[]): Promise<Breach | null>;
}

export function createChecks({ db, log, ledger, vendor }: Deps): Checks {
  const broken = (invariant: string, what: string): Breach => ({ invariant, what });
  /** Looked at once, and never again: what is in the log stays there. */
  const done = new Set<string>();

  function logAmiss(): Breach | null {
    for (const { id, times } of log.births.values()) if (times > 1) return broken('nothing doubled', `${id} is in the log ${times} times`);
    for (const [commandId, seqs] of log.causedBy) {
      const isOneMoment = seqs.every((seq, at) => at === 0 || seq === (seqs[at - 1] ?? 0) + 1);
      if (!isOneMoment) return broken('nothing doubled', `${commandId} has effects at two moments: ${seqs.join(' ')}`);
    }
    for (const kind of log.twice) return broken('nothing doubled', `${kind} is in the log twice`);
    const sent = new Map<string, number>();
    for (const { body } of vendor.taken) sent.set(body, (sent.get(body) ?? 0) + 1);
    for (const [text, times] of sent) if (times > 1) return broken('nothing doubled', `the vendor was given “${text}” ${times} times`);
    return null;
  }

  function linesAmiss(): Breach | null {
    const seqs = new Map<string, number>();
    for (const { externalId, seq } of log.births.values()) if (externalId !== null) seqs.set(externalId, seq);
    const last = new Map<string, number>();
    for (const { externalId, from, isAnswered } of ledger.lines) {
      const seq = seqs.get(externalId);
      if (seq === undefined) {
        if (isAnswered) return broken('nothing lost', `a customer was told that ${externalId} is here, and it is not in the log`);
        continue;
      }
      if (seq < (last.get(from) ?? 0)) return broken('order per conversation', `${externalId} of ${from} stands before an earlier line`);
      last.set(from, seq);
    }
    return null;
  }

  /** Replies of one desk stand in each thread in the order in which they were written, but for those that were held meanwhile. */
  function orderAmiss(): Breach | null {
    const last = new Map<string, number>();
    for (const { body, desk, wasParked, commandId } of ledger.wishes.values()) {
      if (body.type !== 'message.send' || wasParked) continue;
      const birth = log.births.get(body.messageId);
      if (birth === undefined || birth.causedBy !== commandId) continue;
      const lane = `${desk} ${body.conversationId}`;
      if (birth.seq < (last.get(lane) ?? 0))
        return broken('order per conversation', `${body.messageId} overtook an earlier reply of ${desk}`);
      last.set(lane, birth.seq);
    }
    return null;
  }

  /** What waited is looked at again before it leaves: nobody answers what nobody has seen. */
  function blindAmiss(): Breach | null {
    for (const [, thread] of log.threads) {
      for (const birth of thread) {
        if (birth.causedBy === null || done.has(`blind ${birth.id}`)) continue;
        done.add(`blind ${birth.id}`);
        const wish = ledger.wishes.get(birth.causedBy);
        if (wish?.body.type !== 'message.send' || !wish.hasWaited) continue;
        const unseen = thread.find(({ seq, by }) => seq > wish.basis && seq < birth.seq && by === 'customer');
        if (unseen !== undefined)
          return broken(
            'nothing unseen is answered',
            `${birth.id} waited, knew ${wish.basis}, and left over ${unseen.id} of ${unseen.seq}`,
          );
      }
    }
    return null;
  }

  async function deskAmiss(desk: ChaosDesk, cache: Cache): Promise<Breach | null> {
    const { name } = desk.place;
    const outbox = await cache.call('outbox.list', {});
    const kept = new Map(outbox.map((item) => [item.command.commandId, item]));
    const born = new Set(outbox.map(({ command }) => bornOf(command.body)));
    for (const { command, parked, isAnswered } of outbox) {
      const wish = ledger.wishes.get(command.commandId);
      if (wish !== undefined && parked !== null) wish.wasParked = true;
      if (parked !== null && isAnswered && log.causedBy.has(command.commandId))
        return broken('pending shown as pending', `${name} shows ${command.commandId} as ${parked.is}, and it was done`);
    }
    for (const wish of ledger.wishes.values()) {
      if (wish.desk !== name || wish.state !== 'accepted' || done.has(wish.commandId)) continue;
      if (kept.has(wish.commandId)) continue;
      const id = bornOf(wish.body);
      if (log.causedBy.has(wish.commandId) || (id !== null && (log.births.has(id) || born.has(id)))) {
        done.add(wish.commandId);
        continue;
      }
      // What changed nothing causes no event: the hub has its outcome all the same.
      const [outcome] = await db.all<{ is: string }>(
        sql`SELECT outcome ->> 'is' AS is FROM command_outcome WHERE command_id = ${wish.commandId}`,
      );
      if (outcome?.is !== 'done')
        return broken(
          'nothing lost',
          `${name} had taken ${wish.body.type} ${wish.commandId}; it is in no outbox, and at the hub ${outcome?.is ?? 'nothing'}`,
        );
      done.add(wish.commandId);
    }
    return (await shownAmiss(cache, name)) ?? (await draftsAmiss(desk, cache));
  }

  /** A reply that is not in the log looks like one that is still to be sent. */
  async function shownAmiss(cache: Cache, name: string): Promise<Breach | null> {
    const outbox = await cache.call('outbox.list', {});
    const keys = outbox.flatMap(({ command: { body } }): Key[] =>
      body.type === 'message.send' && !log.births.has(body.messageId) ? [{ kind: 'message', id: body.messageId }] : [],
    );
    if (keys.length === 0) return null;
    const { changes } = await cache.call('records.read', { keys });
    for (const change of changes) {
      if (change.kind !== 'message' || change.body === null || change.body.delivery?.state === 'pending') continue;
      return broken(
        'pending shown as pending',
        `${name} shows ${change.id} as ${change.body.delivery?.state}, and the log has no such message`,
      );
    }
    return null;
  }

  /** What was sent from a composer stands in it no more. */
  async function draftsAmiss(desk: ChaosDesk, cache: Cache): Promise<Breach | null> {
    const own = [...ledger.wishes.values()].filter((wish) => wish.desk === desk.place.name && wish.state === 'accepted');
    for (const { body } of own) {
      if (body.type !== 'message.send' && body.type !== 'note.add') continue;
      const mode = body.type === 'message.send' ? 'reply' : 'note';
      const draft = await cache.call('draft.get', { conversationId: body.conversationId, mode });
      if (draft !== null && draft.text !== '' && draft.text === body.text)
        return broken('drafts never come back', `“${draft.text}” was sent from ${desk.place.name} and stands in its composer again`);
    }
    return null;
  }

  async function level(desk: ChaosDesk): Promise<Breach | null> {
    const cache = desk.cache();
    if (cache === null) return null;
    const agentId = agentIdOf(desk.place.person);
    const atHub = new Map<string, string>();
    const keys: Key[] = [];
    for (const kind of KINDS) {
      const rows = await db.all<{ id: string; body: object; seen: boolean }>(
        sql`SELECT id, body, scopes && ${heldScopes(agentId)} AS seen FROM ${sql.id(kind)}`,
      );
      for (const { id, body, seen } of rows) {
        keys.push({ kind, id } as Key); // the row is of this kind's own table
        if (seen) atHub.set(`${kind} ${id}`, stableJson(body));
      }
    }
    const { changes } = await cache.call('records.read', { keys });
    for (const { kind, id, body } of changes) {
      const name = `${kind} ${id}`;
      const expected = atHub.get(name);
      if (body !== null && expected === undefined)
        return broken('no desk holds what its agent may not see', `${desk.place.name} holds ${name}`);
      if (body !== null && stableJson(body) !== expected)
        return broken(
          'a level desk has what the hub has',
          `${desk.place.name}, ${name}\n  desk ${stableJson(body)}\n  hub  ${expected ?? ''}`,
        );
      atHub.delete(name);
      if (body === null && expected !== undefined) return broken('a level desk has what the hub has', `${desk.place.name} lacks ${name}`);
    }
    const [missing] = atHub.keys();
    return missing === undefined ? null : broken('a level desk has what the hub has', `${desk.place.name} lacks ${missing}`);
  }

  async function draftsDiffer(agentId: AgentId, desks: readonly ChaosDesk[]): Promise<Breach | null> {
    const rows = await db.all<{ conversationId: ConversationId; mode: 'reply' | 'note'; text: string }>(
      sql`SELECT conversation_id AS "conversationId", mode, text FROM draft WHERE agent_id = ${agentId} ORDER BY 1, 2`,
    );
    for (const { conversationId, mode, text } of rows) {
      const wish = [...ledger.wishes.values()].find(({ body }) => isSentFrom(body, conversationId, mode, text));
      if (wish !== undefined && text !== '' && log.causedBy.has(wish.commandId))
        return broken('drafts never come back', `the hub keeps the draft “${text}”, which was sent by ${wish.commandId}`);
      for (const desk of desks.filter(({ place }) => agentIdOf(place.person) === agentId)) {
        const { changes } = (await desk.cache()?.call('records.read', { keys: [{ kind: 'conversation', id: conversationId }] })) ?? {
          changes: [],
        };
        if (changes[0]?.body === null || changes.length === 0) continue;
        const here = (await desk.cache()?.call('draft.get', { conversationId, mode }))?.text ?? '';
        if (here !== text)
          return broken('one draft at all desks', `${conversationId} ${mode}: “${here}” at ${desk.place.name}, “${text}” at the hub`);
      }
    }
    return null;
  }

  return {
    async always(desks) {
      await log.read();
      const amiss = logAmiss() ?? linesAmiss() ?? orderAmiss() ?? blindAmiss();
      if (amiss !== null) return amiss;
      for (const desk of desks) {
        const cache = desk.cache();
        if (desk.life.isDead || cache === null || desk.session()?.is !== 'signed_in') continue;
        const { cursor } = await cache.call('replica.state', {});
        if (cursor > log.head)
          return broken('the cursor never passes the log', `${desk.place.name} stands at ${cursor}, the log at ${log.head}`);
        const own = await deskAmiss(desk, cache);
        if (own !== null) return own;
      }
      return null;
    },
    level,
    async settled(desks) {
      for (const agentId of new Set(desks.map(({ place }) => agentIdOf(place.person)))) {
        const amiss = await draftsDiffer(agentId, desks);
        if (amiss !== null) return amiss;
      }
      return null;
    },
  };

  function isSentFrom(body: Wish['body'], conversationId: string, mode: 'reply' | 'note', text: string): boolean {
    const isOfMode = mode === 'reply' ? body.type === 'message.send' : body.type === 'note.add';
    return isOfMode && 'text' in body && body.conversationId === conversationId && body.text === text;
  }
}
