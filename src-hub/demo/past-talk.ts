import type { GoodsKind } from './goods.ts';
import type { DEMO_DISPOSITIONS } from './demo-centre.ts';

/** A talk that is over, told line by line; {gaps} are filled from Facts, {agent} and {dear}. It begins with the customer. */
export interface PastTalk {
  readonly kinds: readonly [GoodsKind, ...GoodsKind[]];
  readonly outcome: keyof typeof DEMO_DISPOSITIONS;
  /** It was worked on in the queue for orders and returns. */
  readonly isReturns?: boolean;
  readonly lines: readonly (readonly ['customer' | 'agent' | 'note', string])[];
}
