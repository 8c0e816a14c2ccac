import type { WidgetItem } from '#shared/contracts/widget';

/** Somebody who writes to the shop. */
export interface Customer {
  readonly account: 'chat' | 'sms';
  /** The phone number, or the visitor. */
  readonly from: string;
  /** Resolves when it is kept; one line after the other. */
  writes(): Promise<void>;
  /** Ends the talk, where the channel has an end; nothing is promised to who does. */
  leaves(): Promise<void>;
  /** All that was written is kept, and this customer's copy of the thread is level. */
  settled(): Promise<void>;
  /** The thread as this customer's widget holds it, and as the hub gives it to a page that has just been opened; null where there is no widget. */
  thread(): Promise<{ readonly held: readonly WidgetItem[]; readonly fresh: readonly WidgetItem[] }> | null;
  close(): void;
}
