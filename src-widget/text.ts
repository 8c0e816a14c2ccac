import type { PreChatField } from '#shared/domain/widget-settings';
import type { Fault } from './opening.ts';

/** Every word the customer sees or hears. `{…}` are filled in; a missing word does not compile. */
export interface WidgetText {
  readonly title: string;
  readonly open: string;
  readonly close: string;
  readonly unread: (count: number) => string;
  readonly greeting: string;
  readonly log: string;
  readonly input: string;
  readonly placeholder: string;
  readonly send: string;
  readonly attach: string;
  readonly tooLong: (over: number) => string;
  readonly menu: string;
  readonly save: string;
  readonly end: string;
  readonly enterSends: string;
  /** The other language, in its own words. */
  readonly otherLanguage: string;
  readonly you: string;
  readonly centre: string;
  readonly staff: (name: string) => string;
  readonly typing: (name: string) => string;
  readonly newLines: string;
  readonly marks: {
    readonly unsent: string;
    readonly sending: string;
    readonly refused: string;
    readonly sent: string;
    readonly read: string;
  };
  readonly retry: string;
  readonly discard: string;
  readonly fields: Readonly<Record<PreChatField, string>>;
  readonly required: string;
  readonly optional: string;
  readonly faults: Readonly<Record<Fault, string>>;
  /** Nobody is there: before the first line, and after it. */
  readonly leaveMessage: string;
  readonly leaveWay: string;
  readonly leave: string;
  readonly answerTo: (way: string) => string;
  readonly waiting: string;
  readonly unstaffed: string;
  /** … and a way to answer was left. */
  readonly unstaffedLeft: string;
  readonly withAgent: (name: string) => string;
  readonly endedByAgent: string;
  readonly endedByCustomer: string;
  readonly again: string;
  readonly connecting: string;
  readonly lost: string;
  readonly notKept: string;
  readonly askEnd: string;
  readonly endNow: string;
  readonly goOn: string;
  readonly ending: string;
  readonly endFailed: string;
  readonly opensNewTab: string;
  readonly transcriptTitle: (shop: string) => string;
  readonly transcriptSaved: (at: string) => string;
  readonly transcriptFile: string;
}
