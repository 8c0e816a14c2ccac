import { useTranslation } from 'react-i18next';
import { Header, MenuItem, MenuSection, Text } from 'react-aria-components';
import type { SearchHit } from '#shared/contracts/search';
import { placesHeld, questionOf } from '#shared/search/question';
import { useFormat } from '#ui/i18n/use-format';
import { Icon } from '#ui/ui/icon.tsx';
import { useDesk, useRecords } from '#ui/wire/desk.tsx';
import { Highlight } from './highlight.tsx';
import styles from './palette.module.css';

interface HitSectionProps {
  readonly title: string;
  readonly hits: readonly SearchHit[];
  readonly text: string;
}

/** Each hit in its words, with whose talk it is, over which channel, who said it and when. */
export function HitSection({ title, hits, text }: HitSectionProps) {
  if (hits.length === 0) return null;
  return (
    <MenuSection>
      <Header className={styles['heading'] ?? ''}>{title}</Header>
      {hits.map((hit) => (
        <HitItem key={hitKey(hit)} hit={hit} text={text} />
      ))}
    </MenuSection>
  );
}

export function hitKey({ customerId, itemId }: SearchHit): string {
  return `hit ${customerId} ${itemId ?? ''}`;
}

function HitItem({ hit, text }: { readonly hit: SearchHit; readonly text: string }) {
  const { t } = useTranslation(['palette', 'common']);
  const format = useFormat();
  const { ticker } = useDesk();
  const customer = useRecords(({ records }) => records.customer.get(hit.customerId));
  const who = useWho(hit);
  // The record is newer than the search where the page has it.
  const name = format.name(customer ?? { name: hit.customerName ?? null });
  const files = hit.attachments ?? 0;
  return (
    <MenuItem id={hitKey(hit)} textValue={`${name} ${hit.snippet}`} className={styles['item'] ?? ''}>
      <Text slot="label" className={styles['hit'] ?? ''}>
        <span className={styles['name']}>
          <Highlight text={name} marks={hit.itemId === null ? [...placesHeld(name, questionOf(text))] : []} />
        </span>{' '}
        <bdi className={styles['snippet']}>
          <Highlight text={hit.snippet} marks={hit.marks} />
        </bdi>{' '}
        {hit.place !== null && (
          <span className={styles['about']}>
            {files > 0 && (
              <span title={t('file')} className={styles['file']}>
                <Icon name="clip" />
                <span className="visually-hidden">{t('file')}</span>
              </span>
            )}
            <span className={styles['who']}>{who}</span>{' '}
            <span className={styles['channel']}>
              {hit.channel === null || hit.channel === undefined ? t('note') : t(`common:channel.${hit.channel}`)}
            </span>{' '}
            <time className={styles['time']}>{format.when(hit.place.at, ticker.now())}</time>
          </span>
        )}
      </Text>
    </MenuItem>
  );
}

function useWho({ by }: SearchHit): string {
  const { t } = useTranslation('palette');
  const format = useFormat();
  const agent = useRecords(({ records }) => (by?.by === 'agent' ? records.agent.get(by.agentId) : undefined));
  if (by === undefined) return '';
  switch (by.by) {
    case 'customer':
      return t('by.customer');
    case 'centre':
      return t('by.centre');
    case 'agent':
      return agent === undefined ? t('by.colleague') : format.agent(agent);
  }
}
