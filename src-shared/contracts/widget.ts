import * as z from 'zod';
import { Instant } from '../domain/clock.ts';
import { BlobId, MessageId, VisitorId } from '../domain/ids.ts';
import { GivenAttachment } from '../domain/message.ts';
import { Locale, LocalizedText, WrittenText } from '../domain/text.ts';
import { AnswerBy } from '../domain/visitor-details.ts';
import { PublicWidgetSettings } from '../domain/widget-settings.ts';
import { FileProblem, MOST_FILES } from '../files/file-rules.ts';
import { call, defineContract } from '../rpc/contract.ts';

/** A visitor's token carries who the shop says this is. */
export const VISITOR_TOKEN_LIMIT = 4_096;

/**
 * HTTP: `POST /widget/{account}/session`, from an allowed origin. A known token keeps the visitor; else a new one is minted. With the
 * shop's signed word of who this is, it is that customer's own visitor, on every device.
 */
export const WidgetSessionRequest = z.object({
  token: z.string().max(VISITOR_TOKEN_LIMIT).nullable(),
  locale: Locale,
  identity: z.string().max(VISITOR_TOKEN_LIMIT).nullable().optional(),
});
export type WidgetSessionRequest = z.infer<typeof WidgetSessionRequest>;

/** What became of the shop's signed word; where it was refused the visitor is a stranger, and the shop's developer is told why. */
export const WidgetIdentity = z.enum(['none', 'verified', 'expired', 'not_valid', 'not_set_up']);
export type WidgetIdentity = z.infer<typeof WidgetIdentity>;

export const WidgetSession = z.object({
  token: z.string(),
  visitorId: VisitorId,
  shopName: LocalizedText,
  identity: WidgetIdentity,
  settings: PublicWidgetSettings,
});
export type WidgetSession = z.infer<typeof WidgetSession>;

/** What the visitor filled in, as typed; the hub makes sense of it. */
export const WidgetDetails = z.object({
  name: z.string().max(200).optional(),
  email: z.string().max(400).optional(),
  phone: z.string().max(100).optional(),
  order_number: z.string().max(200).optional(),
  /** The words that the page showed and the visitor agreed to. */
  consent: z.string().max(600).optional(),
  answerBy: AnswerBy.optional(),
});
export type WidgetDetails = z.infer<typeof WidgetDetails>;

/** HTTP: `POST /channels/{account}/webhook` with `Authorization: Bearer <visitor token>`; answered 2xx means: kept for ever. */
export const WidgetLine = z.object({
  is: z.literal('line'),
  clientMessageId: z.string().regex(/^[0-9A-Za-z-]{8,64}$/),
  /** Empty only where files say it all. */
  text: z.union([WrittenText, z.literal('')]),
  /** At the hub already (WidgetUpload). */
  files: z.array(BlobId).max(MOST_FILES).optional(),
  locale: Locale,
  details: WidgetDetails.optional(),
});
export type WidgetLine = z.infer<typeof WidgetLine>;
export const WidgetEnd = z.object({ is: z.literal('end') });
export type WidgetEnd = z.infer<typeof WidgetEnd>;

/**
 * HTTP: `POST /widget/{account}/files/{id}?name&type&size&offset` with a piece of the file (FILE_PIECE bytes, the last what is left):
 * where to go on, the file once it is whole and taken, or why it is not.
 */
export const WidgetUpload = z.object({
  received: z.number().int(),
  file: GivenAttachment.nullable(),
  /** Said in an answer that is none of failure: a shop's console is not to fill with what a customer chose. */
  refused: FileProblem.nullable(),
});
export type WidgetUpload = z.infer<typeof WidgetUpload>;

/** One line of the public thread: never a LoggedEvent, never a note. */
export const WidgetItem = z.object({
  id: MessageId,
  /** Orders and dates the copy: a copy with a higher rev replaces the one before. */
  seq: z.number().int(),
  rev: z.number().int(),
  by: z.enum(['customer', 'agent', 'centre']),
  /** What customers see of the agent's name. */
  agentName: LocalizedText.nullable(),
  text: z.string(),
  files: z.array(GivenAttachment).optional(),
  at: Instant,
  /** Of the customer's own lines: the id that the widget minted. */
  clientMessageId: z.string().nullable(),
});
export type WidgetItem = z.infer<typeof WidgetItem>;

export const WidgetState = z.discriminatedUnion('is', [
  /** Nobody has written yet. `isStaffed: false`: nobody is there now, and the widget says so. */
  z.object({ is: z.literal('idle'), isStaffed: z.boolean() }),
  /** In the queue. */
  z.object({ is: z.literal('waiting'), isStaffed: z.boolean() }),
  z.object({ is: z.literal('with_agent'), agentName: LocalizedText, readUpToSeq: z.number().int() }),
  z.object({ is: z.literal('ended'), endedBy: z.enum(['agent', 'customer']), isStaffed: z.boolean() }),
]);
export type WidgetState = z.infer<typeof WidgetState>;

/** Widget ↔ hub, over the Socket.IO namespace `/widget`, authenticated by the visitor token and bound to its account and origin. */
export const widgetContract = defineContract({
  name: 'widget',
  calls: {
    /**
     * The thread after the widget's own cursor; `more` asks to call again from `cursor`. Asking from a cursor says: all up to it is here.
     * A cursor of another epoch counts as none, and the widget forgets its copy when the answer names another epoch than its own.
     */
    'chat.sync': call(
      z.object({ after: z.number().int().nonnegative(), epoch: z.string().max(64).nullable() }),
      z.object({ epoch: z.string(), items: z.array(WidgetItem), cursor: z.number().int(), more: z.boolean(), state: WidgetState }),
    ),
    /** Where a file of the thread can be had, for some minutes: a path of the hub. */
    'chat.file': call(z.object({ blobId: BlobId }), z.object({ path: z.string() })),
    'chat.typing': call(z.object({ isTyping: z.boolean() }), z.null()),
    /** The customer's screen showed our lines up to this seq: they count as read. */
    'chat.read': call(z.object({ upToSeq: z.number().int().nonnegative() }), z.null()),
  },
  events: {
    /** Something changed after `after`'s cursor; when that is not the widget's own, it syncs. */
    'chat.items': z.object({ after: z.number().int(), items: z.array(WidgetItem), cursor: z.number().int() }),
    'chat.state': WidgetState,
    'chat.agent_typing': z.object({ isTyping: z.boolean() }),
  },
});
export type WidgetContract = typeof widgetContract;
