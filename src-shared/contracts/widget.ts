import * as z from 'zod';
import { Instant } from '../domain/clock.ts';
import { MessageId, VisitorId } from '../domain/ids.ts';
import { Locale, LocalizedText, WrittenText } from '../domain/text.ts';
import { call, defineContract } from '../rpc/contract.ts';

/** HTTP: `POST /widget/{account}/session`, from an allowed origin. A known token keeps the visitor; else a new one is minted. */
export const WidgetSessionRequest = z.object({ token: z.string().max(1024).nullable(), locale: Locale });
export type WidgetSessionRequest = z.infer<typeof WidgetSessionRequest>;

export const WidgetSession = z.object({ token: z.string(), visitorId: VisitorId, shopName: LocalizedText });
export type WidgetSession = z.infer<typeof WidgetSession>;

/** HTTP: `POST /channels/{account}/webhook` with `Authorization: Bearer <visitor token>`; answered 2xx means: kept for ever. */
export const WidgetLine = z.object({
  is: z.literal('line'),
  clientMessageId: z.string().regex(/^[0-9A-Za-z-]{8,64}$/),
  text: WrittenText,
  locale: Locale,
});
export type WidgetLine = z.infer<typeof WidgetLine>;
export const WidgetEnd = z.object({ is: z.literal('end') });
export type WidgetEnd = z.infer<typeof WidgetEnd>;

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
  at: Instant,
  /** Of the customer's own lines: the id that the widget minted. */
  clientMessageId: z.string().nullable(),
});
export type WidgetItem = z.infer<typeof WidgetItem>;

export const WidgetState = z.discriminatedUnion('is', [
  /** Nobody has written yet. */
  z.object({ is: z.literal('idle') }),
  /** In the queue. `isStaffed: false`: nobody is there now, and the widget says so. */
  z.object({ is: z.literal('waiting'), isStaffed: z.boolean() }),
  z.object({ is: z.literal('with_agent'), agentName: LocalizedText, readUpToSeq: z.number().int() }),
  z.object({ is: z.literal('ended'), endedBy: z.enum(['agent', 'customer']) }),
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
