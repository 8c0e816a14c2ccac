import { PAGE_SIZE, PROTOCOL, type HubContract } from '#shared/contracts/hub';
import { fromInstant, toInstant, type Clock } from '#shared/domain/clock';
import { can, may } from '#shared/domain/permissions';
import { fileFailure, fileLimitOf } from '#shared/files/file-rules';
import type { Handlers } from '#shared/rpc/contract';
import { Failure } from '#shared/rpc/failure';
import type { PeoplePasswords } from '#hub/auth/people-passwords';
import { CHUNK_SIZE, type BlobStore } from '#hub/blobs/blob-store';
import type { AccountDesk } from '#hub/channels/account-desk';
import type { QuotaWatch } from '#hub/channels/quota-watch';
import type { Channels } from '#hub/channels/registry';
import type { Db } from '#hub/db/db';
import type { DeskRegister } from '#hub/desks/desk-register';
import type { DeskWipes } from '#hub/desks/desk-wipes';
import { agentsUse, type Uploads } from '#hub/files/uploads';
import { readLogState } from '#hub/log/epoch';
import type { EventLog } from '#hub/log/event-log';
import type { ExecuteCommand } from '#hub/log/execute-command';
import { agentLane } from '#hub/log/lanes';
import type { Notices } from '#hub/log/notices';
import { visibleEventsAfter } from '#hub/log/read-events';
import { recordById, scopesHeldBy } from '#hub/log/records';
import { maySeeConversation, owesReceipt, readHistory, readSnapshot } from '#hub/log/scopes';
import { hasHeldReply } from '#hub/messages/hold-reply';
import { searchLog } from '#hub/search/search-log';
import { createChannelHandlers } from './channel-handlers.ts';
import { createAccountHandlers } from './account-handlers.ts';
import { greeted, type DeskConnection } from './desk-connection.ts';
import { listDrafts, putDraft } from './drafts.ts';
import { createLimited } from './limited.ts';
import { createPeopleHandlers } from './people-handlers.ts';
import type { Signals } from './signals.ts';
import { createWipeHandlers } from './wipe-handlers.ts';

export interface DeskHandlersDeps {
  readonly db: Db;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly notices: Notices;
  readonly signals: Signals;
  readonly blobs: BlobStore;
  readonly uploads: Uploads;
  readonly channels: Pick<Channels, 'account'>;
  readonly execute: ExecuteCommand;
  readonly peoplePasswords: PeoplePasswords;
  readonly accounts: AccountDesk;
  readonly register: DeskRegister;
  readonly wipes: DeskWipes;
  readonly quotas: QuotaWatch;
  /** Whether outages may be practised. */
  readonly isDemo: boolean;
}

const PULLS_AT_ONCE = 32;

/** One function per call of contracts/hub. */
export function createDeskHandlers(deps: DeskHandlersDeps): Handlers<HubContract, DeskConnection> {
  const { db, log, clock, notices, signals, blobs, uploads, channels, execute, register } = deps;
  const pull = createLimited(PULLS_AT_ONCE);

  return {
    ...createPeopleHandlers(deps),
    ...createWipeHandlers(deps),
    ...createAccountHandlers(deps),
    ...createChannelHandlers(deps),
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
      await register.seen(desk.listener, false);
      const [{ epoch, head }, scopes] = await Promise.all([readLogState(db), scopesHeldBy(db, agentId)]);
      const mayResume = input.epoch === epoch && input.cursor <= head;
      return {
        protocol: PROTOCOL,
        epoch,
        head,
        hubClock: toInstant(now),
        agent,
        scopes,
        mayResume,
        ...(deps.isDemo ? { isDemo: true } : {}),
      };
    },
    async 'sync.pull'({ after }, desk) {
      const { agentId } = greeted(desk);
      const page = await pull(() => visibleEventsAfter(db, agentId, after, PAGE_SIZE));
      if (!page.more && !desk.isLevel) {
        desk.isLevel = true;
        await register.seen(desk.listener, true);
      }
      return page;
    },
    async 'sync.snapshot'(asked, desk) {
      const { agentId } = greeted(desk);
      return pull(() => readSnapshot(db, agentId, asked, clock.now()));
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
    async 'sync.purged'(receipt, desk) {
      await register.purged(greeted(desk), receipt);
      return null;
    },
    async 'desk.list'(_input, desk) {
      const agent = await recordById(db, 'agent', greeted(desk).agentId);
      if (agent === undefined || !may(agent, 'desk.oversee')) throw new Failure('denied', 'only who leads may see where desks are');
      return register.list();
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
    async search(question, desk) {
      const { agentId } = greeted(desk);
      return pull(() => searchLog(db, agentId, question));
    },
    async 'blob.read'({ blobId, offset }, desk) {
      const { agentId } = greeted(desk);
      // A file of others and a file that never was are told apart to nobody.
      if (!(await blobs.mayRead(agentId, blobId))) throw new Failure('denied', 'this file is not yours to read');
      const part = await blobs.read(blobId, offset, CHUNK_SIZE);
      if (part === undefined) throw new Failure('not_found', 'the file is gone');
      return { base64: Buffer.from(part.bytes).toString('base64'), size: part.size };
    },
    async 'blob.put'({ conversationId, mode, base64, ...piece }, desk) {
      const { agentId } = greeted(desk);
      const [agent, conversation] = await Promise.all([recordById(db, 'agent', agentId), recordById(db, 'conversation', conversationId)]);
      const permission = mode === 'reply' ? 'conversation.reply' : 'conversation.note';
      const isInReach = (await maySeeConversation(db, agentId, conversationId)) || (await hasHeldReply(db, agentId, conversationId));
      const isTheirs = agent !== undefined && agent.isActive && can(agent.role, permission) && isInReach;
      // Whether it may go out with this very work is asked when the words are sent.
      if (!isTheirs || conversation === undefined) throw new Failure('denied', 'this conversation is not yours to write in');
      const connector = mode === 'reply' ? channels.account(conversation.accountId)?.connector : undefined;
      if (connector?.capabilities.files === 'none') throw fileFailure('channel_takes_none');
      if (connector?.fileBase?.() === null) throw fileFailure('needs_public_url');
      const limit = fileLimitOf(mode, conversation.channel);
      return uploads.put(agentsUse(agentId, conversationId, mode), limit, { ...piece, bytes: Buffer.from(base64, 'base64') });
    },
  };
}
