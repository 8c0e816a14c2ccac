import { PAGE_SIZE, PROTOCOL, type HubContract } from '#shared/contracts/hub';
import { fromInstant, toInstant, type Clock } from '#shared/domain/clock';
import type { Handlers } from '#shared/rpc/contract';
import { Failure } from '#shared/rpc/failure';
import { CHUNK_SIZE, type BlobStore } from '#hub/blobs/blob-store';
import type { Db } from '#hub/db/db';
import { readLogState } from '#hub/log/epoch';
import type { EventLog } from '#hub/log/event-log';
import type { ExecuteCommand } from '#hub/log/execute-command';
import { agentLane } from '#hub/log/lanes';
import type { Notices } from '#hub/log/notices';
import { visibleEventsAfter } from '#hub/log/read-events';
import { recordById, scopesHeldBy } from '#hub/log/records';
import { maySeeConversation, owesReceipt, readHistory, readSnapshot } from '#hub/log/scopes';
import type { Listener } from './desk-audience.ts';
import { listDrafts, putDraft } from './drafts.ts';
import { createLimited } from './limited.ts';
import type { Signals } from './signals.ts';

/** One desk on the line: who, and whether it has said hello. */
export interface DeskConnection {
  readonly listener: Listener;
  /** How far the desk's clock is behind ours; null before hello. */
  clockOffsetMs: number | null;
  /** Enters the audience, so that pushes begin. */
  join(): Promise<void>;
}

export interface DeskHandlersDeps {
  readonly db: Db;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly notices: Notices;
  readonly signals: Signals;
  readonly blobs: BlobStore;
  readonly execute: ExecuteCommand;
}

const PULLS_AT_ONCE = 32;

/** One function per call of contracts/hub. */
export function createDeskHandlers(deps: DeskHandlersDeps): Handlers<HubContract, DeskConnection> {
  const { db, log, clock, notices, signals, blobs, execute } = deps;
  const pull = createLimited(PULLS_AT_ONCE);

  return {
    async hello(input, desk) {
      if (input.protocol < PROTOCOL) throw new Failure('conflict', 'desk too old');
      if (input.protocol > PROTOCOL) throw new Failure('conflict', 'hub too old');
      const { agentId, deskId } = desk.listener;
      if (input.deskId !== deskId) throw new Failure('denied', 'the session belongs to another desk');
      const agent = await recordById(db, 'agent', agentId);
      if (agent === undefined || !agent.isActive) throw new Failure('denied', 'this person no longer works here');
      const now = clock.now();
      desk.clockOffsetMs = now - fromInstant(input.deskClock);
      await desk.join();
      const [{ epoch, head }, scopes] = await Promise.all([readLogState(db), scopesHeldBy(db, agentId)]);
      const mayResume = input.epoch === epoch && input.cursor <= head;
      return { protocol: PROTOCOL, epoch, head, hubClock: toInstant(now), agent, scopes, mayResume };
    },
    async 'sync.pull'({ after }, desk) {
      const { agentId } = greeted(desk);
      return pull(() => visibleEventsAfter(db, agentId, after, PAGE_SIZE));
    },
    async 'sync.snapshot'({ scope, after }, desk) {
      const { agentId } = greeted(desk);
      return pull(() => readSnapshot(db, agentId, scope, after));
    },
    async 'sync.cleared'({ scope }, desk) {
      const { agentId, deskId } = greeted(desk);
      await log.append([agentLane(agentId)], async (writer) => {
        // A receipt for what was never taken away, or the same one again, says nothing that the log should hold.
        if (!(await owesReceipt(writer.tx, agentId, deskId, scope))) return { events: [], result: null };
        const at = toInstant(writer.now);
        return { events: [{ type: 'scope.cleared', body: { agentId, deskId, scope, at } }], result: null };
      });
      return null;
    },
    'command.execute'(command, desk) {
      const { agentId, deskId } = greeted(desk);
      return execute({ agentId, deskId, clockOffsetMs: desk.clockOffsetMs ?? 0 }, command);
    },
    async 'draft.put'(draft, desk) {
      const { agentId, deskId } = greeted(desk);
      if (!(await maySeeConversation(db, agentId, draft.conversationId)))
        throw new Failure('denied', 'this conversation is not yours to read');
      const { kept, isNew } = await putDraft(db, agentId, draft);
      const { conversationId, mode } = draft;
      if (isNew) notices.tell('draft', { agentId, deskId, conversationId, mode });
      return kept;
    },
    'draft.list'(_input, desk) {
      return listDrafts(db, greeted(desk).agentId);
    },
    async 'typing.set'({ conversationId, isTyping }, desk) {
      const { agentId } = greeted(desk);
      if (!(await maySeeConversation(db, agentId, conversationId))) throw new Failure('denied', 'this conversation is not yours to read');
      signals.send({ is: 'agent_typing', conversationId, agentId, isTyping });
      return null;
    },
    async 'history.read'({ customerId, before }, desk) {
      const { agentId } = greeted(desk);
      return pull(() => readHistory(db, agentId, customerId, before));
    },
    async 'blob.read'({ blobId, offset }, desk) {
      const { agentId } = greeted(desk);
      // A file of others and a file that never was are told apart to nobody.
      if (!(await blobs.mayRead(agentId, blobId))) throw new Failure('denied', 'this file is not yours to read');
      const part = await blobs.read(blobId, offset, CHUNK_SIZE);
      if (part === undefined) throw new Failure('not_found', 'the file is gone');
      return { base64: Buffer.from(part.bytes).toString('base64'), size: part.size };
    },
  };
}

function greeted({ listener, clockOffsetMs }: DeskConnection): Listener {
  if (clockOffsetMs === null) throw new Failure('conflict', 'say hello first');
  return listener;
}
