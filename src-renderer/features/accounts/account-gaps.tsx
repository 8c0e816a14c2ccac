import { useTranslation } from 'react-i18next';
import type { AccountState, ChannelGap } from '#shared/domain/account-check';
import { useFormat } from '#ui/i18n/use-format';
import { useNow } from '#ui/wire/desk.tsx';
import styles from './accounts.module.css';

/** From when to when no hub was there to be told anything, and what became of the customers' words of that time. */
export function AccountGaps({ state }: { readonly state: AccountState | undefined }) {
  const { t } = useTranslation('accounts');
  const gaps = state?.gaps ?? [];
  if (state === undefined || gaps.length === 0) return null;
  const channel = state.channel === 'line' || state.channel === 'chat' ? state.channel : 'other';
  return (
    <section className={styles['part']} aria-label={t('gaps.title')}>
      <h3>{t('gaps.title')}</h3>
      <ul className={styles['gaps']}>
        {gaps.map((gap) => (
          <li key={gap.from}>
            <Span gap={gap} />
            <p>{words(gap)}</p>
          </li>
        ))}
      </ul>
    </section>
  );

  function words({ state: is, found }: ChannelGap): string {
    switch (is) {
      case 'open':
        return t('gaps.open');
      case 'fetched':
        return found === 0 ? t('gaps.fetchedNone') : t('gaps.fetched', { count: found });
      case 'untold':
        return t(`gaps.untold.${channel}`);
    }
  }
}

function Span({ gap: { from, until } }: { readonly gap: ChannelGap }) {
  const { t } = useTranslation('accounts');
  const format = useFormat();
  const now = useNow();
  const isOneDay = format.dayKey(from) === format.dayKey(until);
  const span = {
    from: `${format.day(from, now)} ${format.clock(from)}`,
    until: isOneDay ? format.clock(until) : `${format.day(until, now)} ${format.clock(until)}`,
  };
  return <p className={`figures ${styles['gapSpan']}`}>{t('gaps.span', span)}</p>;
}
