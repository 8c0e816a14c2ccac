import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomerId } from '#shared/domain/ids';
import { useFormat } from '#ui/i18n/use-format';
import { Button } from '#ui/ui/controls.tsx';
import { useCustomerView, useMe, useRecords, useSession } from '#ui/wire/desk.tsx';
import { TimelineContext, type TimelineContextValue } from './timeline-context.ts';
import { TimelineList } from './timeline-list.tsx';
import styles from './timeline.module.css';
import { useFind } from './use-find.ts';
import { useTimelineModel } from './use-timeline-model.ts';

export interface TimelineProps {
  readonly customerId: CustomerId;
  /** A message, a note or an interaction to bring into sight; null opens at the first unread item, else at the newest. */
  readonly itemId: string | null;
  /** It is in sight now; asking for it again brings it back. */
  readonly onItemShown: () => void;
  /** Where the tools of the timeline are drawn, once that is there. */
  readonly tools: HTMLElement | null;
}

/** Everything between one customer and us, all channels, one order. */
export function Timeline(props: TimelineProps) {
  return <CustomerTimeline key={props.customerId} {...props} />;
}

type CustomerView = ReturnType<typeof useCustomerView>;

function CustomerTimeline(props: TimelineProps) {
  const { customerId } = props;
  const { t } = useTranslation(['timeline', 'common']);
  const view = useCustomerView(customerId);
  // While a core that was started again opens the view anew, what was there stays to be read.
  const [wasOpen, setWasOpen] = useState(false);
  if (view.state.is === 'open' && !wasOpen) setWasOpen(true);
  if (view.state.is === 'failed') {
    return (
      <div className={styles['state']} role="alert">
        <p className={styles['name']}>{t('failed.title')}</p>
        <p>{t('failed.body')}</p>
        <Button onPress={() => void view.retry()}>{t('common:retry')}</Button>
      </div>
    );
  }
  if (!wasOpen && view.state.is === 'opening') return <Skeleton />;
  return <OpenTimeline {...props} view={view} />;
}

function OpenTimeline({ customerId, itemId, tools, onItemShown, view }: TimelineProps & { readonly view: CustomerView }) {
  const { state } = view;
  const isConnected = useSession(({ connection }) => connection.is === 'connected');
  // The end that an outage made is none once the hub can be asked again.
  const isCut = state.is === 'open' && state.isCut && !isConnected;
  const hasOlder = state.is === 'open' && (state.hasOlder || (state.isCut && isConnected));
  const isLoadingOlder = state.is === 'open' && state.isLoadingOlder;
  const model = useTimelineModel(customerId, hasOlder || isCut);
  const finding = useFind(customerId);
  const context = useContextValue(customerId);
  // A shell that zooms by itself leaves the page at 100 %.
  const zoom = useSession(({ capabilities, settings }) => (capabilities.zooms ? 100 : settings.zoom));
  const latest = useRef({ view, model });
  useLayoutEffect(() => {
    latest.current = { view, model };
  });
  const loadOlder = useCallback(() => {
    const { items, keepHead } = latest.current.model;
    const oldest = items.find(({ is }) => is !== 'milestone');
    const first = items[0];
    if (oldest === undefined || first === undefined) return;
    keepHead(first.key);
    // A page that does not come is asked for again when the reader scrolls on.
    void latest.current.view.loadOlder({ at: oldest.at, seq: oldest.seq });
  }, []);
  if (model.rows.length === 0) {
    return (
      <div className={styles['state']} role="log" aria-label={context.t('title')}>
        {context.t(context.customer === undefined ? 'gone' : 'empty')}
      </div>
    );
  }
  return (
    <TimelineContext value={context}>
      <TimelineList
        key={zoom}
        scale={zoom / 100}
        model={model}
        hasOlder={hasOlder}
        isCut={isCut}
        isLoadingOlder={isLoadingOlder}
        itemId={finding.targetId ?? itemId}
        finding={finding}
        tools={tools}
        onOlder={loadOlder}
        onItemShown={finding.targetId === null ? onItemShown : finding.onShown}
      />
    </TimelineContext>
  );
}

function useContextValue(customerId: CustomerId): TimelineContextValue {
  const { t } = useTranslation(['timeline', 'common', 'errors', 'unsent']);
  const format = useFormat();
  const me = useMe().id;
  const customer = useRecords(({ records }) => records.customer.get(customerId));
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  return useMemo(
    () => ({
      t,
      format,
      me,
      customer,
      isExpanded: (key) => expanded.has(key),
      toggle: (key) => setExpanded((now) => (now.has(key) ? new Set([...now].filter((other) => other !== key)) : new Set([...now, key]))),
    }),
    [t, format, me, customer, expanded],
  );
}

/** Of the final size, so that nothing jumps when the words come. */
function Skeleton() {
  const { t } = useTranslation('common');
  return (
    <output className={styles['skeleton']} aria-label={t('loading')}>
      {['60%', '45%', '70%', '35%', '55%'].map((width, index) => (
        <span key={width} data-side={index % 2 === 0 ? 'theirs' : 'ours'} style={{ width }} />
      ))}
    </output>
  );
}
