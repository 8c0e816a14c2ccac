import { Button } from '#ui/ui/controls.tsx';
import { useTimeline } from './timeline-context.ts';
import { DayLine, UnreadLine } from './timeline-row.tsx';
import { dayOf, type TimelineRow } from './timeline-rows.ts';
import styles from './timeline.module.css';

interface TimelineHeadProps {
  readonly first: TimelineRow | undefined;
  readonly isUnread: boolean;
  readonly hasOlder: boolean;
  /** What is older may be at the hub, which cannot be asked now: this is no beginning. */
  readonly isCut: boolean;
  readonly isLoadingOlder: boolean;
  readonly onOlder: () => void;
}

/** What stands above the first row; always of the same height, so that an older page moves nothing. */
export function TimelineHead({ first, isUnread, hasOlder, isCut, isLoadingOlder, onOlder }: TimelineHeadProps) {
  const { t } = useTimeline();
  return (
    <div className={styles['top']}>
      <div className={styles['older']}>
        {!hasOlder && <span>{t(isCut ? 'cut' : 'start')}</span>}
        {hasOlder && isLoadingOlder && <output>{t('loading_older')}</output>}
        {hasOlder && !isLoadingOlder && (
          <Button look="quiet" onPress={onOlder}>
            {t('older')}
          </Button>
        )}
      </div>
      {first !== undefined && <DayLine noon={dayOf(first.item.at).noon} />}
      {isUnread && <UnreadLine />}
    </div>
  );
}
