import type { Locale } from '#shared/domain/text';
import type { GoodsKind } from '#hub/demo/goods';

/** Channels on which customers made of code write. */
export type SimulatedChannel = 'chat' | 'sms';

type Lines = readonly [string, ...string[]];

/** Why somebody writes, in the words of such a person; {gaps} are filled from Facts. */
export interface Story {
  /** Lower-case letters and hyphens: it travels in message ids. */
  readonly id: string;
  readonly locale: Locale;
  /** Nothing was ordered yet: there is no number to give. */
  readonly isBeforeOrder?: true;
  readonly kinds: readonly [GoodsKind, ...GoodsKind[]];
  /** One of these begins the talk, line after line. */
  readonly openings: readonly [Lines, ...Lines[]];
  /** Told when the agent asks what happened, one after the other. */
  readonly details: Lines;
  /** Asked once the agent has offered something. */
  readonly followUps: Lines;
  /** The answer to "which would you like?" */
  readonly wish: string;
  readonly thanks: Lines;
}
