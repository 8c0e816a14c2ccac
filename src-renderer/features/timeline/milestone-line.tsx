import type { Instant } from '#shared/domain/clock';
import { Icon } from '#ui/ui/icon.tsx';
import { useRecords } from '#ui/wire/desk.tsx';
import { factsOf, milestoneText } from './describe-item.ts';
import { ItemTime } from './item-head.tsx';
import { useTimeline } from './timeline-context.ts';
import type { Milestone } from './timeline-items.ts';
import styles from './timeline.module.css';

/** A step of the work, small between the words. */
export function MilestoneLine({ milestone, at }: { readonly milestone: Milestone; readonly at: Instant }) {
  const { t, format } = useTimeline();
  const facts = useRecords(({ records }) => factsOf(milestone, format, records));
  return (
    <p className={styles['milestone']}>
      <Icon name={milestone.interaction.channel} size="0.875rem" />
      <span data-copy>{milestoneText(milestone, t, facts)}</span>
      <ItemTime at={at} />
    </p>
  );
}
