import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '#ui/i18n/use-format';
import { Select } from '#ui/ui/select.tsx';
import { useRecords } from '#ui/wire/desk.tsx';
import { widgetOf } from './widget-draft.ts';
import { WidgetForm } from './widget-form.tsx';
import styles from './widget-settings.module.css';

/** How the chat looks and asks in each shop's pages. */
export function WidgetSection() {
  const { t } = useTranslation('widget');
  const format = useFormat();
  const shops = useRecords(({ records }) => [...records.channel_account.values()].filter((account) => widgetOf(account) !== null));
  const [chosen, setChosen] = useState<string | null>(null);
  const account = shops.find(({ id }) => id === chosen) ?? shops[0];
  const widget = account === undefined ? null : widgetOf(account);
  if (account === undefined || widget === null) return <p className={styles['none']}>{t('none')}</p>;
  return (
    <div className={styles['section']}>
      {shops.length > 1 && (
        <div className={styles['choice']}>
          <Select
            label={t('shop')}
            value={account.id as string}
            options={shops.map(({ id, name }) => ({ id: id as string, text: format.text(name) }))}
            onChange={setChosen}
          />
        </div>
      )}
      <WidgetForm key={account.id} account={account} widget={widget} />
    </div>
  );
}
