import type { Instant } from '#shared/domain/clock';
import type { AgentId } from '#shared/domain/ids';
import type { Author, Message } from '#shared/domain/message';
import { useRecords } from '#ui/wire/desk.tsx';
import { useTimeline } from './timeline-context.ts';

/** Times that differ by more than this are worth a word. */
const LATE_MS = 60_000;

export function useAgentName(agentId: AgentId | null): string {
  const { t, format, me } = useTimeline();
  const agent = useRecords(({ records }) => (agentId === null ? undefined : records.agent.get(agentId)));
  const name = format.agent(agent);
  return agentId === me ? t('you', { name }) : name;
}

export function useAuthorName(author: Author): string {
  const { t, format, customer } = useTimeline();
  const agentName = useAgentName(author.by === 'agent' ? author.agentId : null);
  switch (author.by) {
    case 'customer':
      return format.addressed(customer);
    case 'agent':
      return agentName;
    case 'centre':
      return t('centre');
  }
}

/** The clock; all of the time on hover. */
export function ItemTime({ at }: { readonly at: Instant }) {
  const { format } = useTimeline();
  return (
    <time dateTime={at} title={format.full(at)}>
      {format.clock(at)}
    </time>
  );
}

type Timed = Pick<Message, 'at'> & Partial<Pick<Message, 'receivedAt' | 'writtenAt' | 'author'>>;

/** A word on times that are not what they seem; null for most. `isUnsent`: it waits for the line, or for the agent. */
export function useTimeRemark(item: Timed, isUnsent: boolean): string | null {
  const { t, format } = useTimeline();
  const { at, receivedAt, writtenAt, author } = item;
  const both = (first: Instant, second: Instant): readonly [string, string] =>
    format.dayKey(first) === format.dayKey(second)
      ? [format.clock(first), format.clock(second)]
      : [format.full(first), format.full(second)];
  if (author?.by === 'customer' && receivedAt !== undefined && isLater(at, receivedAt)) {
    const [written, arrived] = both(at, receivedAt);
    return t('late', { written, arrived });
  }
  if (isUnsent) return t('written_unsent', { written: format.clock(writtenAt ?? at) });
  if (writtenAt !== undefined && isLater(writtenAt, at)) {
    const [written, sent] = both(writtenAt, at);
    return t('written_sent', { written, sent });
  }
  return null;
}

function isLater(first: Instant, second: Instant): boolean {
  return Date.parse(second) - Date.parse(first) > LATE_MS;
}
