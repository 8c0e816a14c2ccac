import { CENTRE_ID } from '../domain/centre.ts';
import type { DomainEvent } from '../events/index.ts';
import { edit } from './edit-record.ts';
import type { Current } from './fold-event.ts';
import { grantId, type Change, type Key } from './records.ts';

/** What administrators set, what people do at their desks, and who may see what. */
export type CentreEvent = Extract<
  DomainEvent,
  {
    type: `${'agent' | 'queue' | 'disposition' | 'centre' | 'canned_response' | 'channel_account' | 'config' | 'scope' | 'desk'}.${string}`;
  }
>;

export function keysOfCentreEvent(event: CentreEvent): readonly Key[] {
  switch (event.type) {
    case 'agent.configured':
      return [{ kind: 'agent', id: event.body.agent.id }];
    case 'queue.configured':
      return [{ kind: 'queue', id: event.body.queue.id }];
    case 'disposition.configured':
      return [{ kind: 'disposition', id: event.body.disposition.id }];
    case 'centre.configured':
      return [{ kind: 'centre', id: CENTRE_ID }];
    case 'canned_response.configured':
      return [{ kind: 'canned_response', id: event.body.cannedResponse.id }];
    case 'channel_account.configured':
      return [{ kind: 'channel_account', id: event.body.account.id }];
    case 'config.changed':
      return [{ kind: 'config_change', id: event.body.change.id }];
    case 'agent.intent_set':
    case 'agent.connected':
    case 'agent.disconnected':
    case 'agent.queues_set':
      return [{ kind: 'agent', id: event.body.agentId }];
    case 'scope.granted':
    case 'scope.revoked':
      return [{ kind: 'grant', id: grantId(event.body.agentId, event.body.scope) }];
    case 'scope.cleared':
    case 'desk.purged':
      return [];
  }
}

export function foldCentreEvent(event: CentreEvent, current: Current): readonly Change[] {
  switch (event.type) {
    case 'agent.configured':
      return [{ kind: 'agent', id: event.body.agent.id, body: event.body.agent }];
    case 'queue.configured':
      return [{ kind: 'queue', id: event.body.queue.id, body: event.body.queue }];
    case 'disposition.configured':
      return [{ kind: 'disposition', id: event.body.disposition.id, body: event.body.disposition }];
    case 'centre.configured':
      return [{ kind: 'centre', id: CENTRE_ID, body: event.body.centre }];
    case 'canned_response.configured':
      return [{ kind: 'canned_response', id: event.body.cannedResponse.id, body: event.body.cannedResponse }];
    case 'channel_account.configured':
      return [{ kind: 'channel_account', id: event.body.account.id, body: event.body.account }];
    case 'config.changed':
      return [{ kind: 'config_change', id: event.body.change.id, body: event.body.change }];
    case 'agent.intent_set': {
      const { agentId, intent, at } = event.body;
      return edit(current, 'agent', agentId, (agent) => ({ ...agent, intent, intentSince: at }));
    }
    case 'agent.connected':
    case 'agent.disconnected': {
      const { agentId, at } = event.body;
      const isConnected = event.type === 'agent.connected';
      return edit(current, 'agent', agentId, (agent) =>
        agent.isConnected === isConnected ? null : { ...agent, isConnected, connectionSince: at },
      );
    }
    case 'agent.queues_set': {
      const { agentId, queueIds } = event.body;
      return edit(current, 'agent', agentId, (agent) => ({ ...agent, queueIds }));
    }
    case 'scope.granted': {
      const { agentId, scope, at } = event.body;
      return [{ kind: 'grant', id: grantId(agentId, scope), body: { agentId, scope, since: at } }];
    }
    case 'scope.revoked':
      return [{ kind: 'grant', id: grantId(event.body.agentId, event.body.scope), body: null }];
    case 'scope.cleared':
    case 'desk.purged':
      return [];
  }
}
