import * as z from 'zod';
import { Command, CommandBody, Hold } from '../commands/index.ts';
import { AccountCheck, AccountState } from '../domain/account-check.ts';
import { Agent } from '../domain/agent.ts';
import { Instant } from '../domain/clock.ts';
import { ComposerMode, Draft } from '../domain/draft.ts';
import { AccountId, BlobId, CommandId, ConversationId, CustomerId, QueueId } from '../domain/ids.ts';
import { GivenAttachment } from '../domain/message.ts';
import { DEFAULT_NOTICES, Notices } from '../domain/notice.ts';
import { Signal } from '../domain/signal.ts';
import { Locale } from '../domain/text.ts';
import { TimelinePlace } from '../domain/timeline-place.ts';
import { Change } from '../records/records.ts';
import { call, defineContract } from '../rpc/contract.ts';
import { FailureBody } from '../rpc/failure.ts';
import { ChannelQuota, FILE_PIECE, GivenSecret, hubContract, StickerId, StickerPicture } from './hub.ts';
import { SearchPage, SearchQuestion } from './search.ts';
import { DemoPeople } from './session.ts';
import { Setup, SetupState } from './setup.ts';
import { UnsentCounts } from './wipe.ts';

/** Who works at this desk. `isKeyFile`: the key to the data lies in a file, because the system has no vault here. */
export const Session = z.discriminatedUnion('is', [
  z.object({
    is: z.literal('signed_out'),
    hubUrl: z.string(),
    isKeyFile: z.boolean(),
    /** By order of a lead all that somebody had here was deleted. */
    isWiped: z.boolean().optional(),
  }),
  z.object({
    is: z.literal('signed_in'),
    hubUrl: z.string(),
    agent: Agent,
    isKeyFile: z.boolean(),
    /** Where a file with unsent work and drafts lies that could not be read any more; absent where all is well. */
    setAside: z.string().optional(),
    /** How much of that file could be read after all, and is in use again; absent where nothing could. */
    saved: z.object({ wishes: z.number().int(), drafts: z.number().int(), files: z.number().int() }).optional(),
    /** The disk is full: what is typed is kept in memory, and nothing else can be kept. Absent where there is room. */
    isDiskFull: z.boolean().optional(),
    /** What lay sealed here since this person was here last; absent where nothing did. */
    kept: UnsentCounts.optional(),
    /** Signs out by itself as soon as all is sent. */
    leavesWhenSent: z.boolean().optional(),
  }),
  /** Too long without the hub: nothing is shown or sent until the password is given. `left`: 0, only the hub can open it. */
  z.object({
    is: z.literal('locked'),
    hubUrl: z.string(),
    agent: Agent,
    isKeyFile: z.boolean(),
    left: z.number().int().nonnegative(),
    /** After wrong ones: no password is looked at before. */
    retryAt: Instant.nullable(),
  }),
]);
export type Session = z.infer<typeof Session>;

/**
 * Why there is no line, where more is known than that. `desk_too_old`, `hub_too_old`: the two cannot work together before one of them
 * is updated. `portal`: somebody else answers in the hub's place, as a network does that wants its sign-in page filled in. `clock`: the
 * hub's certificate does not fit the time that this computer shows. `proxy`: the proxy refuses. `socket`: the hub answers, and something
 * lets no lasting connection through. `cut`: somebody practises an outage, on purpose.
 */
export const OfflineReason = z.enum(['desk_too_old', 'hub_too_old', 'portal', 'clock', 'proxy', 'socket', 'cut']);
export type OfflineReason = z.infer<typeof OfflineReason>;

/** In a demo centre the line may be cut, to practise. */
const OfDemo = { isDemo: z.boolean().optional() };

/** The line to the hub, honestly. */
export const Connection = z.discriminatedUnion('is', [
  z.object({ is: z.literal('connected'), lastSyncedAt: Instant, ...OfDemo }),
  z.object({
    is: z.literal('catching_up'),
    lastSyncedAt: Instant.nullable(),
    /** How far behind; 0 while that is not known. */
    eventsLeft: z.number().int().nonnegative(),
    /** How many of this catch-up are here already. */
    eventsDone: z.number().int().nonnegative().optional(),
    ...OfDemo,
  }),
  z.object({ is: z.literal('offline'), lastSyncedAt: Instant.nullable(), reason: OfflineReason.optional(), ...OfDemo }),
  z.object({ is: z.literal('signed_out_elsewhere'), lastSyncedAt: Instant.nullable() }),
]);
export type Connection = z.infer<typeof Connection>;

/** Megabytes of customers' files that a desk keeps, where nobody said otherwise. */
export const DEFAULT_FILE_BUDGET_MB = 500;

export const Settings = z.object({
  locale: Locale,
  theme: z.enum(['system', 'light', 'dark']),
  sendKey: z.enum(['enter', 'ctrl_enter']),
  /** Per cent. */
  zoom: z.number().int().min(80).max(200),
  /** Whether notifications show the customer's words. */
  showsPreviews: z.boolean(),
  /** Seconds in which a reply can still be taken back (誤送信防止); 0 sends at once, as desks of before this do. */
  sendDelay: z.number().int().min(0).max(10).default(0),
  /** Sounds and notifications, each kind by itself. */
  notices: Notices.default(DEFAULT_NOTICES),
  /** Megabytes of customers' files kept on this computer, so that they can be seen without a line. */
  fileBudgetMb: z.number().int().min(0).max(10_000).default(DEFAULT_FILE_BUDGET_MB),
});
export type Settings = z.infer<typeof Settings>;

/** A wish that the log has not confirmed. `held` and `refused` wait for the agent: retry or discard. */
export const OutboxItem = z.object({
  command: Command,
  state: z.discriminatedUnion('is', [
    z.object({ is: z.literal('waiting') }),
    z.object({ is: z.literal('sending') }),
    Hold.partial({ seq: true }).extend({ is: z.literal('held') }),
    z.object({ is: z.literal('refused'), failure: FailureBody }),
  ]),
});
export type OutboxItem = z.infer<typeof OutboxItem>;

/**
 * What the renderer looks at. `inbox`: the interactions in somebody's hands, the first of those that wait (`inbox.more` brings the next)
 * and the newest closed ones with their customers and conversations, the pending offers, colleagues, queues, dispositions, read markers. `customer`: one person's timeline. `centre`: the rest of
 * what administrators set (canned responses, channel accounts) and, for them, what was changed.
 */
export const View = z.discriminatedUnion('is', [
  z.object({ is: z.literal('inbox') }),
  z.object({ is: z.literal('customer'), customerId: CustomerId }),
  z.object({ is: z.literal('centre') }),
]);
export type View = z.infer<typeof View>;

/** What waits in one queue, whether or not the page has been given it. `since`: the first arrival. */
export const QueueBacklog = z.object({ queueId: QueueId, count: z.number().int().nonnegative(), since: Instant });
export type QueueBacklog = z.infer<typeof QueueBacklog>;

/**
 * A file given to a reply or note that is being written; it stays with those words and never goes with others. `waiting`: kept here, on
 * its way to the hub; `ready`: the hub has it and takes it.
 */
export const DraftFile = z.object({
  conversationId: ConversationId,
  mode: ComposerMode,
  attachment: GivenAttachment,
  state: z.discriminatedUnion('is', [
    z.object({ is: z.literal('receiving') }),
    z.object({ is: z.literal('waiting'), sent: z.number().int().nonnegative() }),
    z.object({ is: z.literal('ready') }),
    z.object({ is: z.literal('refused'), failure: FailureBody }),
  ]),
});
export type DraftFile = z.infer<typeof DraftFile>;

/** Pieces have FILE_PIECE bytes, and the last what is left. */
export const FilePiece = GivenAttachment.extend({
  conversationId: ConversationId,
  mode: ComposerMode,
  offset: z.number().int().nonnegative().multipleOf(FILE_PIECE),
  base64: z.base64().max(FILE_PIECE * 1.5),
});
export type FilePiece = z.infer<typeof FilePiece>;

/** Where in one person's timeline words were found. */
export const TimelineHit = z.object({ itemId: z.string(), place: TimelinePlace });
export type TimelineHit = z.infer<typeof TimelineHit>;

/** Renderer ↔ desk core. The renderer never sees an event: records come as changes, wishes go as commands. */
export const deskContract = defineContract({
  name: 'desk',
  calls: {
    'session.current': call(z.object({}), z.object({ session: Session, connection: Connection, settings: Settings.nullable() })),
    /** `newPassword`: where the hub's Failure (`conflict`, field `newPassword`) asked for it, because the password is a temporary one. */
    'session.sign_in': call(
      z.object({
        hubUrl: z.string().max(2000),
        loginName: z.string().max(64),
        password: z.string().max(1024),
        newPassword: z.string().max(1024).optional(),
      }),
      Session,
    ),
    /** Null where the hub cannot be reached, or is too old to be set up from a desk. */
    'setup.state': call(z.object({ hubUrl: z.string().max(2000) }), SetupState.nullable()),
    /** Sets the hub up and signs its first administrator in. */
    'setup.run': call(z.object({ hubUrl: z.string().max(2000), setup: Setup }), Session),
    /**
     * With unsent work and nothing said of it: Failure (`conflict`, field `unsent`) that names the counts. `keep`: it stays, sealed, until
     * this person signs in here again. `discard`: it is gone. `wait`: signs out by itself once all is sent.
     */
    'session.sign_out': call(z.object({ unsent: z.enum(['keep', 'discard', 'wait']).optional() }), Session),
    /** Takes `wait` back. */
    'session.stay': call(z.object({}), Session),
    /** What would be lost, beside the outbox. */
    'session.unsent': call(
      z.object({}),
      z.object({
        counts: UnsentCounts,
        drafts: z.array(Draft.pick({ conversationId: true, mode: true, text: true })),
        files: z.array(z.object({ conversationId: ConversationId, name: z.string() })),
      }),
    ),
    /** Failure('denied') for a wrong password, with field `hub` where only the hub may say; 'too_many' before its time. */
    'session.unlock': call(z.object({ password: z.string().min(1).max(1024) }), Session),
    /** Null where the hub is not a demo centre, or cannot be reached. */
    'session.demo_people': call(z.object({ hubUrl: z.string().max(2000) }), DemoPeople.nullable()),
    'settings.put': call(Settings, Settings),
    /** From here on `records.changed` brings what belongs to the view. A customer's view starts with the newest page, or at the first unread. */
    'view.open': call(
      View,
      z.object({
        viewId: z.string(),
        changes: z.array(Change),
        hasOlder: z.boolean(),
        isCut: z.boolean(),
        /** Of an inbox in which more waits than it was given; else absent or empty. */
        backlog: z.array(QueueBacklog).optional(),
      }),
    ),
    /** The next of what waits, in the inbox's order: as `records.changed`, and before this answers. */
    'inbox.more': call(z.object({ viewId: z.string() }), z.null()),
    'view.close': call(z.object({ viewId: z.string() }), z.null()),
    /** `isCut`: nothing older is here, and the hub, which may have it, cannot be asked now. */
    'timeline.older': call(
      z.object({ viewId: z.string(), before: TimelinePlace }),
      z.object({ changes: z.array(Change), hasOlder: z.boolean(), isCut: z.boolean() }),
    ),
    /** Plain words within one person's timeline, oldest first, as far as this desk has it. `isComplete`: that is all there is. */
    'timeline.find': call(
      z.object({ customerId: CustomerId, text: z.string().max(200) }),
      z.object({ hits: z.array(TimelineHit), isComplete: z.boolean() }),
    ),
    /** Kept in the outbox before this answers; Failure('offline') for what cannot wait. The caller mints the id, so that a repeat is one. */
    'command.submit': call(z.object({ commandId: CommandId, basis: z.number().int().nonnegative(), body: CommandBody }), z.null()),
    'outbox.list': call(z.object({}), z.array(OutboxItem)),
    /** Do not wait for the next try. `agent`: somebody asked for it; `network`: the page was told that its network is back, a mere hint. */
    'line.try': call(z.object({ by: z.enum(['agent', 'network']) }), z.null()),
    /** Practises an outage: no word goes to the hub or comes from it until it ends. Failure('denied') where the centre is no demo. */
    'line.cut': call(z.object({ isCut: z.boolean() }), z.null()),
    /** `basis`: the seq up to which the agent has seen the conversation; without it, all that is here. */
    'outbox.retry': call(z.object({ commandId: CommandId, basis: z.number().int().nonnegative().optional() }), z.null()),
    /** The files of all that is unsent, each with how far it is. */
    'outbox.files': call(z.object({}), z.array(DraftFile)),
    /** `keepsFiles`: its words are being written anew, and its files stay with them. */
    'outbox.discard': call(z.object({ commandId: CommandId, keepsFiles: z.boolean().optional() }), z.null()),
    'draft.get': call(z.object({ conversationId: ConversationId, mode: ComposerMode }), Draft.nullable()),
    /** Answers what is kept: the given draft, or a newer one. */
    'draft.put': call(Draft, Draft.nullable()),
    'typing.set': call(z.object({ conversationId: ConversationId, isTyping: z.boolean() }), z.null()),
    /**
     * At once among what this computer holds; with `alsoAtHub`, and a line to it, what only the hub has is in the same page. `reach`
     * says which it was.
     */
    search: call(
      SearchQuestion.extend({ alsoAtHub: z.boolean().default(false) }),
      SearchPage.extend({ reach: z.enum(['this_computer', 'all']) }),
    ),
    /** A whole file. `itemId`: the message or note that names it; for its sake it is kept here, to be seen without a line. */
    'blob.read': call(z.object({ blobId: BlobId, itemId: z.string().max(80).optional() }), z.object({ base64: z.string() })),
    /** Which of these files are kept here. */
    'blob.kept': call(z.object({ blobIds: z.array(BlobId).max(1000) }), z.array(BlobId)),
    /** A piece of a file for what is being written; the window mints its id. Kept, encrypted, before this answers. */
    'file.add': call(FilePiece, DraftFile),
    'file.list': call(z.object({ conversationId: ConversationId, mode: ComposerMode }), z.array(DraftFile)),
    'file.remove': call(z.object({ blobId: BlobId }), z.null()),
    /** The hub did not take it, and perhaps will. */
    'file.retry': call(z.object({ blobId: BlobId }), z.null()),
    // Asked of the hub as they are: Failure('offline') without a line to it.
    'password.issue': hubContract.calls['password.issue'],
    'password.change': hubContract.calls['password.change'],
    'person.work': hubContract.calls['person.work'],
    'desk.list': hubContract.calls['desk.list'],
    'desk.wipes': hubContract.calls['desk.wipes'],
    'desk.order_wipe': hubContract.calls['desk.order_wipe'],
    'desk.withdraw_wipe': hubContract.calls['desk.withdraw_wipe'],
    'channel.quota': call(z.object({ accountId: AccountId }), ChannelQuota.nullable()),
    'channel.sticker': call(z.object({ accountId: AccountId, stickerId: StickerId }), StickerPicture.nullable()),
    'channel_account.states': call(z.object({}), z.array(AccountState)),
    'channel_account.put_secret': call(GivenSecret, z.null()),
    'channel_account.test': call(z.object({ accountId: AccountId }), z.array(AccountCheck)),
  },
  events: {
    'records.changed': z.object({ changes: z.array(Change) }),
    /** How much waits now, where an inbox was not given all of it: soon after a change, not with it. Empty: it was given all. */
    'inbox.backlog': z.array(QueueBacklog),
    'session.changed': Session,
    'connection.changed': Connection,
    /** Every wish not yet confirmed, oldest first. */
    'outbox.changed': z.array(OutboxItem),
    'draft.changed': Draft,
    /** It came, got further, was taken or refused. */
    'file.changed': DraftFile,
    'file.removed': z.object({ blobId: BlobId }),
    /** Files of messages and notes that are kept here from now on, or no longer. */
    'blob.changed': z.object({ kept: z.array(BlobId), dropped: z.array(BlobId) }),
    signal: Signal,
  },
});
export type DeskContract = typeof deskContract;
