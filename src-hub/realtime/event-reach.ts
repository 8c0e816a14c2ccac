import type { ConversationId } from '#shared/domain/ids';
import type { Scope } from '#shared/domain/scope';
import { knownEvent, type LoggedEvent } from '#shared/events/index';

/** Whose widgets a batch of events may concern; asked once a batch, not once a visitor. */
export interface EventReach {
  /** `customer:…` of all that changed. */
  readonly scopes: ReadonlySet<Scope>;
  /** Conversations that an agent has read. */
  readonly conversationIds: ReadonlySet<ConversationId>;
  /** Visitors whose first line opened their conversation. */
  readonly visitorIds: ReadonlySet<string>;
  /** Somebody came, went, or is ready or not: "nobody is there" may no longer be true. */
  readonly hasStaffNews: boolean;
}

const CUSTOMER_SCOPE = 'customer:';

export function eventReach(events: readonly LoggedEvent[]): EventReach {
  const scopes = new Set<Scope>();
  const conversationIds = new Set<ConversationId>();
  const visitorIds = new Set<string>();
  let hasStaffNews = false;
  for (const event of events) {
    for (const scope of event.scopes) if (scope.startsWith(CUSTOMER_SCOPE)) scopes.add(scope);
    if (event.type.startsWith('agent.')) hasStaffNews = true;
    if (event.type !== 'conversation.read' && event.type !== 'conversation.opened') continue;
    const known = knownEvent(event);
    if (known === 'no_body' || known === 'unknown') continue;
    if (known.type === 'conversation.read') conversationIds.add(known.body.conversationId);
    if (known.type === 'conversation.opened' && known.body.conversation.contactPoint.kind === 'visitor') {
      visitorIds.add(known.body.conversation.contactPoint.value);
    }
  }
  return { scopes, conversationIds, visitorIds, hasStaffNews };
}
