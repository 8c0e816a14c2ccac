import type { HubContract } from '#shared/contracts/hub';
import type { Draft } from '#shared/domain/draft';
import type { AgentId } from '#shared/domain/ids';
import { PENDING_SEQ } from '#shared/records/overlay';
import type { Change } from '#shared/records/records';
import type { Client } from '#shared/rpc/contract';
import { Failure } from '#shared/rpc/failure';
import type { StoredWish } from '../cache/cache-contract.ts';
import type { Cache } from '../cache/open-cache.ts';
import type { Log } from '../log.ts';

interface Deps {
  readonly cache: Pick<Cache, 'call'>;
  readonly agentId: AgentId;
  readonly outbox: () => readonly StoredWish[];
  readonly log: Log;
  /** Another desk, or a send there, replaced what is kept here. */
  readonly onReplaced: (draft: Draft) => void;
}

export interface DraftSync {
  attach(hub: Client<HubContract>): Promise<void>;
  detach(): void;
  adopt(draft: Draft): Promise<void>;
  /** Where words of this agent came down that were not written here: the draft they consumed is in no composer any more. */
  heard(changes: readonly Change[]): void;
  /** Brings to the hub what it has not seen; several calls at once are one more round. */
  push(): void;
}

/** Keeps the agent's drafts the same on all desks. Nothing here is lost by failing: what is not synced stays marked so. */
export function createDraftSync({ cache, agentId, outbox, log, onReplaced }: Deps): DraftSync {
  const state: { hub: Client<HubContract> | null; isPushing: boolean; isDue: boolean } = { hub: null, isPushing: false, isDue: false };

  async function adopt(draft: Draft): Promise<void> {
    const adopted = await cache.call('draft.adopt', draft);
    if (adopted !== null) onReplaced(adopted);
    // Ours stayed, perhaps under a higher revision: the hub is to have it.
    else push();
  }

  /** The hub lists what there is: what is kept here as the hub's and is not in the list was sent or deleted at another desk. */
  async function takeOver(hub: Client<HubContract>, where?: (draft: Draft) => boolean): Promise<void> {
    // Before the question: what comes from another desk while it is answered is not missing from the answer.
    const shared = await cache.call('draft.shared', {});
    if (where !== undefined && !shared.some(where)) return;
    const listed = await hub.call('draft.list', {});
    for (const draft of listed) await adopt(draft);
    const isListed = (one: Draft): boolean =>
      listed.some(({ conversationId, mode }) => conversationId === one.conversationId && mode === one.mode);
    for (const gone of shared) if (!isListed(gone)) await adopt({ ...gone, text: '', revision: gone.revision + 1 });
  }

  function isFromElsewhere({ kind, id, body }: Change): boolean {
    if (body === null || (kind !== 'message' && kind !== 'note') || body.seq === PENDING_SEQ) return false;
    const isOwn = 'author' in body ? body.author.by === 'agent' && body.author.agentId === agentId : body.authorId === agentId;
    const isFromHere = outbox().some(({ command }) => JSON.stringify(command.body).includes(id));
    return isOwn && !isFromHere;
  }

  /** A send on its way consumes the hub's draft when it is done: what is typed after it must not be there yet to be consumed. */
  function waitsForSend({ conversationId, mode }: Draft): boolean {
    const type = mode === 'reply' ? 'message.send' : 'note.add';
    return outbox().some(
      ({ command: { body }, parked, doneSeq }) =>
        parked === null && doneSeq === null && body.type === type && body.conversationId === conversationId,
    );
  }

  /** One that the hub will not have, because its conversation is no longer the agent's to see, stays here and holds up no other. */
  async function bring(hub: Client<HubContract>, draft: Draft): Promise<Draft | null | 'refused'> {
    try {
      return await hub.call('draft.put', draft);
    } catch (error) {
      if (error instanceof Failure && error.code === 'denied') return 'refused';
      throw error;
    }
  }

  async function pushAll(): Promise<void> {
    do {
      state.isDue = false;
      for (const draft of await cache.call('draft.unsynced', {})) {
        if (state.hub === null || waitsForSend(draft)) continue;
        const kept = await bring(state.hub, draft);
        if (kept === 'refused') continue;
        const isKept = kept === null || kept.revision < draft.revision || kept.text === draft.text;
        // Two desks at the same revision: the hub's is the one.
        if (isKept) await cache.call('draft.synced', draft);
        else await adopt(kept);
      }
    } while (state.isDue);
  }

  function push(): void {
    state.isDue = true;
    if (state.isPushing || state.hub === null) return;
    state.isPushing = true;
    void pushAll()
      .catch((error: unknown) => {
        if (!(error instanceof Failure && error.retryable)) log.warn({ error: String(error) }, 'drafts could not be brought to the hub');
      })
      .finally(() => {
        state.isPushing = false;
      });
  }

  return {
    async attach(hub) {
      await takeOver(hub);
      state.hub = hub;
      push();
    },
    detach() {
      state.hub = null;
    },
    adopt,
    heard(changes) {
      const { hub } = state;
      // The hub says so by itself, but what it says from one hub to another may be lost.
      if (hub === null) return;
      const threads = changes.filter(isFromElsewhere).map(({ body }) => body !== null && 'conversationId' in body && body.conversationId);
      if (threads.length === 0) return;
      takeOver(hub, ({ conversationId }) => threads.includes(conversationId)).catch((error: unknown) => {
        if (!(error instanceof Failure && error.retryable)) log.warn({ error: String(error) }, 'drafts could not be compared with the hub');
      });
    },
    push,
  };
}
