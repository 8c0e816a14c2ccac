import type { MessagePart } from '#shared/domain/message-part';
import type { Format } from '#ui/i18n/format';
import { outcomeText } from '#ui/state/outcomes';
import type { Records } from '#ui/state/records-store';
import type { CopiedItem } from './copy-items.ts';
import type { TimelineContextValue } from './timeline-context.ts';
import type { Milestone, TimelineItem } from './timeline-items.ts';

type Words = TimelineContextValue['t'];

/** An item as plain words, for copying and for reading aloud. */
export function describeItem(item: TimelineItem, t: Words, format: Format, records: Records): CopiedItem {
  const time = format.full(item.at);
  switch (item.is) {
    case 'message': {
      const { author, customerId, text, attachments, parts = [] } = item.message;
      const files = [...parts.map((part) => `[${partText(part, t)}]`), ...attachments.map(({ name }) => `[${name}]`)];
      const name =
        author.by === 'agent'
          ? format.agent(records.agent.get(author.agentId))
          : author.by === 'customer'
            ? format.addressed(records.customer.get(customerId))
            : t('centre');
      return { name, time, text: [...(text === '' ? [] : [text]), ...files].join('\n') };
    }
    case 'note':
      return { name: `${format.agent(records.agent.get(item.note.authorId))} [${t('note.label')}]`, time, text: item.note.text };
    case 'milestone':
      return { name: '—', time, text: milestoneText(item.milestone, t, factsOf(item.milestone, format, records)) };
  }
}

function partText(part: MessagePart, t: Words): string {
  switch (part.is) {
    case 'sticker':
      return [t('part.sticker'), ...(part.keywords ?? [])].join(' ');
    case 'location':
      return [part.title ?? t('part.location'), part.address ?? '', `${part.latitude}, ${part.longitude}`].filter(Boolean).join(' ');
    case 'withdrawn':
      return t('part.withdrawn');
    case 'unsupported':
      return t('part.unsupported', { kind: part.kind });
  }
}

/** What a milestone's line names. */
export interface MilestoneFacts {
  readonly queue: string;
  readonly agent: string;
  /** The colleague who had it before. */
  readonly from: string;
  readonly disposition: string | null;
}

export function factsOf(milestone: Milestone, format: Format, records: Records): MilestoneFacts {
  const { queueId, state } = milestone.interaction;
  const agentId = 'segment' in milestone ? milestone.segment.agentId : state.is === 'closed' ? (state.byId ?? state.agentId) : null;
  const fromId = 'segment' in milestone ? (milestone.segment.byId ?? milestone.segment.fromId) : undefined;
  const queue = records.queue.get(queueId);
  return {
    queue: queue === undefined ? '…' : format.text(queue.name),
    agent: format.agent(agentId === null ? undefined : records.agent.get(agentId)),
    from: format.agent(fromId === undefined ? undefined : records.agent.get(fromId)),
    disposition:
      state.is === 'closed' && state.dispositionId !== null ? outcomeText(records.disposition, state.dispositionId, format) : null,
  };
}

export function milestoneText(milestone: Milestone, t: Words, { queue, agent, from, disposition }: MilestoneFacts): string {
  const { channel, state, isOutbound } = milestone.interaction;
  switch (milestone.is) {
    case 'arrived':
      if (isOutbound === true) return t('milestone.outbound', { channel: t(`common:channel.${channel}`) });
      return t('milestone.arrived', { queue, channel: t(`common:channel.${channel}`) });
    case 'assigned':
      return t(`milestone.assigned_${milestone.segment.how}`, { agent, from });
    case 'wrap_up_started':
      return 'endedBy' in state && state.endedBy === 'customer' ? t('milestone.wrap_up_customer') : t('milestone.wrap_up_agent', { agent });
    case 'returned':
      return t('milestone.returned', { agent });
    case 'closed':
      return disposition === null ? t('milestone.closed_bare', { agent }) : t('milestone.closed', { agent, disposition });
    case 'left':
      return t('milestone.left');
  }
}
