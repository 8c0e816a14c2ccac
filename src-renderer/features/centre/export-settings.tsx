import { useTranslation } from 'react-i18next';
import { CENTRE_ID } from '#shared/domain/centre';
import { toInstant } from '#shared/domain/clock';
import { settingsFile, type SettingsFile } from '#shared/domain/settings-file';
import type { Records } from '#ui/state/records-store';
import { Button } from '#ui/ui/controls.tsx';
import { useAttempt, useDesk } from '#ui/wire/desk.tsx';
import { saveText } from '#ui/wire/save-text';
import styles from './centre.module.css';

/** Everything that is set up here, as one file: to keep, to compare, to check. */
export function ExportSettings() {
  const { t } = useTranslation('centre');
  const desk = useDesk();
  const attempt = useAttempt();

  async function save(): Promise<void> {
    const at = toInstant(desk.clock.now());
    const text = `${JSON.stringify(fileOf(desk.records.getState().confirmed, at), null, 2)}\n`;
    await saveText(desk, `madoguchi-settings-${at.slice(0, 10)}.json`, text);
  }

  return (
    <section className={styles['export']} aria-label={t('export')}>
      <h2>{t('export')}</h2>
      <p>{t('exportHelp')}</p>
      <Button onPress={() => void attempt(save)}>{t('exportDo')}</Button>
    </section>
  );
}

function fileOf(records: Records, at: SettingsFile['exportedAt']): SettingsFile {
  return settingsFile(
    {
      centre: records.centre.get(CENTRE_ID) ?? null,
      people: [...records.agent.values()],
      queues: [...records.queue.values()],
      dispositions: [...records.disposition.values()],
      cannedResponses: [...records.canned_response.values()],
      accounts: [...records.channel_account.values()].map(({ secretsSetAt: _since, ...account }) => account),
    },
    at,
  );
}
