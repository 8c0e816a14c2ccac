import * as z from 'zod';
import { Command, CommandOutcome } from '../commands/index.ts';
import { AccountCheck, AccountState } from '../domain/account-check.ts';
import { Agent } from '../domain/agent.ts';
import { SecretName } from '../domain/channel-account.ts';
import { Instant } from '../domain/clock.ts';
import { DeskState, PurgeReceipt } from '../domain/desk-state.ts';
import { ComposerMode, Draft } from '../domain/draft.ts';
import { AccountId, AgentId, BlobId, ConversationId, CustomerId, DeskId, QueueId } from '../domain/ids.ts';
import { NewPassword } from '../domain/password.ts';
import { GivenAttachment } from '../domain/message.ts';
import { Scope } from '../domain/scope.ts';
import { Signal } from '../domain/signal.ts';
import { TimelinePlace } from '../domain/timeline-place.ts';
import { LoggedEvent, Seq } from '../events/index.ts';
import { RawRecord } from '../records/records.ts';
import { call, defineContract } from '../rpc/contract.ts';
import { SearchPage, SearchQuestion } from './search.ts';
import { WipeState } from './wipe.ts';

/** Raised when an older desk could not work with this hub at all; added fields do not raise it. */
export const PROTOCOL = 1;

/** How many events, or records, one answer carries at the most. */
export const PAGE_SIZE = 500;

/** Bytes of a file that travel at once. */
export const FILE_PIECE = 256 * 1024;

/** Random, new whenever a store is created or restored: a cursor of another epoch means nothing here. */
export const Epoch = z.string().regex(/^[0-9a-f]{32}$/);
export type Epoch = z.infer<typeof Epoch>;

export const ChannelQuota = z.object({ used: z.number(), limit: z.number().nullable() });
export type ChannelQuota = z.infer<typeof ChannelQuota>;
export const StickerId = z.string().regex(/^\d{1,20}$/, 'must be a number');
export const StickerPicture = z.object({ base64: z.string().max(700_000), mediaType: z.string().max(50) });

/** Goes to the hub and never comes back: neither in an answer nor in the log. */
export const GivenSecret = z.object({ accountId: AccountId, name: SecretName, value: z.string().max(1000) });
export type GivenSecret = z.infer<typeof GivenSecret>;

export const Hello = z.object({
  protocol: z.number().int(),
  deskId: DeskId,
  /** What the desk's replica is of; null where it has none. */
  epoch: Epoch.nullable(),
  cursor: Seq,
  /** The desk's clock, so that the hub can correct what it writes. */
  deskClock: Instant,
});
export type Hello = z.infer<typeof Hello>;

export const Welcome = z.object({
  protocol: z.number().int(),
  epoch: Epoch,
  head: Seq,
  hubClock: Instant,
  /** Null where the desk is too old to read it: it goes on with what it knew. */
  agent: Agent.nullable().catch(null),
  /** The scopes held now; a fresh replica asks for a snapshot of each. */
  scopes: z.array(Scope),
  /** False: the cursor is of another epoch, above head, or below the oldest event kept; a snapshot is due. */
  mayResume: z.boolean(),
  /** A demo centre, where outages may be practised. */
  isDemo: z.boolean().optional(),
});
export type Welcome = z.infer<typeof Welcome>;

/** Each costs a slow hash, and the hub has other things to do. */
export const PASSWORDS_AT_ONCE = 20;

/** Talks that somebody handles, by queue, and those that are over and wait for their outcome. */
export const WorkInHand = z.object({
  handling: z.array(z.object({ queueId: QueueId, count: z.number().int().positive() })),
  wrapUp: z.number().int().nonnegative(),
});
export type WorkInHand = z.infer<typeof WorkInHand>;

/** Desk core ↔ hub, over Socket.IO. Every call needs a session; `hello` comes first. */
export const hubContract = defineContract({
  name: 'hub',
  calls: {
    hello: call(Hello, Welcome),
    /** Events after a seq, of the scopes held now. `more: false`: the cursor may move to `head`. */
    'sync.pull': call(z.object({ after: Seq }), z.object({ events: z.array(LoggedEvent), head: Seq, more: z.boolean() })),
    /**
     * A page of a scope's records in the order of (kind, id); `isNewestFirst`: of each kind the newest id first, which an older hub does
     * not know. `seq` was the head before the page was read: events after it may be
     * missing from the page and must be folded (again) on top.
     */
    'sync.snapshot': call(
      z.object({
        scope: Scope,
        after: z.object({ kind: z.string(), id: z.string() }).nullable(),
        isNewestFirst: z.boolean().optional(),
      }),
      z.object({ records: z.array(RawRecord), next: z.object({ kind: z.string(), id: z.string() }).nullable(), seq: Seq }),
    ),
    /** The receipt for a revocation: nothing of the scope is left on this desk. */
    'sync.cleared': call(z.object({ scope: Scope }), z.null()),
    /** What of the past, or of what was taken away, is gone from this desk; counts only, and logged once for each `at`. */
    'sync.purged': call(PurgeReceipt, z.null()),
    /** Which desks people signed in at, when each was here, and what it purged. For leads and administrators. */
    'desk.list': call(z.object({}), z.array(DeskState)),
    /** The orders to wipe desks of this person, and which desk asks. For who may give them: leads of the person's queues, administrators. */
    'desk.wipes': call(z.object({ agentId: AgentId }), z.object({ thisDeskId: DeskId, wipes: z.array(WipeState) })),
    /** A lost computer forgets this person at its next contact; the session there ends now. */
    'desk.order_wipe': call(z.object({ agentId: AgentId, deskId: DeskId }), WipeState),
    /** Failure('conflict') where the desk has obeyed already. */
    'desk.withdraw_wipe': call(z.object({ agentId: AgentId, deskId: DeskId }), z.null()),
    'command.execute': call(Command, CommandOutcome),
    /** Answers what is stored now: the given draft, or a newer one of another desk. Null: there is none. */
    'draft.put': call(Draft, Draft.nullable()),
    'draft.list': call(z.object({}), z.array(Draft)),
    'typing.set': call(z.object({ conversationId: ConversationId, isTyping: z.boolean() }), z.null()),
    /** Messages and notes of a customer before a place in the timeline, newest first, for who may read them. */
    'history.read': call(
      z.object({ customerId: CustomerId, before: TimelinePlace.nullable() }),
      z.object({ records: z.array(RawRecord), hasOlder: z.boolean() }),
    ),
    /** Messages, notes and people of all time, as far as the asker may see them now; the words mean what they mean on a desk. */
    search: call(SearchQuestion, SearchPage),
    /**
     * A temporary password for each of these people, good only to choose another at sign-in; their sessions end. The answer is the only
     * place where it ever stands. For administrators.
     */
    'password.issue': call(
      z.object({ agentIds: z.array(AgentId).min(1).max(PASSWORDS_AT_ONCE) }),
      z.object({ issued: z.array(z.object({ agentId: AgentId, password: z.string() })) }),
    ),
    /** One's own. The person's other desks sign in again. */
    'password.change': call(z.object({ password: z.string().min(1).max(1024), newPassword: NewPassword }), z.null()),
    /** What somebody has in hand, for an administrator who is about to let him go. */
    'person.work': call(z.object({ agentId: AgentId }), WorkInHand),
    /** A part of a file, base64. `size` is the whole file's, in bytes. */
    'blob.read': call(
      z.object({ blobId: BlobId, offset: z.number().int().nonnegative() }),
      z.object({ base64: z.string(), size: z.number().int().nonnegative() }),
    ),
    /**
     * A piece of a file that is to go out with a message or note, base64; pieces have FILE_PIECE bytes and the last what is left. Answers
     * how much is here, so that a broken line goes on from there, and the file as it will be named once it is whole and checked.
     */
    'blob.put': call(
      GivenAttachment.extend({
        conversationId: ConversationId,
        mode: ComposerMode,
        offset: z.number().int().nonnegative(),
        base64: z.base64().max(FILE_PIECE * 1.5),
      }),
      z.object({ received: z.number().int().nonnegative(), attachment: GivenAttachment.nullable() }),
    ),
    /** How many messages of this month are used up and may be sent over an account; null where nobody counts, or it is not known yet. */
    'channel.quota': call(z.object({ accountId: AccountId }), ChannelQuota.nullable()),
    /** The picture of a sticker, so that a person sees what is sent; null where it is not to be had now. */
    'channel.sticker': call(z.object({ accountId: AccountId, stickerId: StickerId }), StickerPicture.nullable()),
    /** For administrators: how the channel accounts stand at the hub that answers. */
    'channel_account.states': call(z.object({}), z.array(AccountState)),
    /** Sets or replaces a secret; it is noted who did so, and when. */
    'channel_account.put_secret': call(GivenSecret, z.null()),
    /** Tries the account at its vendor, without writing to anybody. */
    'channel_account.test': call(z.object({ accountId: AccountId }), z.array(AccountCheck)),
  },
  events: {
    /** `after` is the seq of the last event sent on this socket; above the desk's cursor it means: pull. */
    'events.appended': z.object({ after: Seq, events: z.array(LoggedEvent) }),
    /** A draft of this agent changed on another desk, or was consumed by a send (empty text). */
    'draft.changed': Draft,
    signal: Signal,
    /** The session was ended elsewhere; the socket closes after this. */
    'session.ended': z.object({ reason: z.enum(['signed_out', 'deactivated']) }),
  },
});
export type HubContract = typeof hubContract;
