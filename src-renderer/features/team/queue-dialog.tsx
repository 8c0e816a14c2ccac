import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckboxButton, CheckboxField, CheckboxGroup, Label } from 'react-aria-components';
import type { Agent } from '#shared/domain/agent';
import { useFormat } from '#ui/i18n/use-format';
import { Button } from '#ui/ui/controls.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { useRecords, useSession, useSubmit } from '#ui/wire/desk.tsx';
import styles from './team.module.css';

export function QueueDialog({ agent, onClose }: { readonly agent: Agent; readonly onClose: () => void }) {
  const { t } = useTranslation(['team', 'common']);
  const format = useFormat();
  const submit = useSubmit();
  const queues = useRecords(({ records }) => [...records.queue.values()]);
  const isConnected = useSession(({ connection }) => connection.is === 'connected');
  const [chosen, setChosen] = useState<readonly string[]>(agent.queueIds);
  const name = format.agent(agent);

  async function save(): Promise<void> {
    const queueIds = queues.map(({ id }) => id).filter((id) => chosen.includes(id));
    if (await submit({ type: 'agent.set_queues', agentId: agent.id, queueIds }, 0)) onClose();
  }

  return (
    <Dialog title={t('editTitle', { name })} isOpen onClose={onClose}>
      <div className={styles['dialog']}>
        <CheckboxGroup value={[...chosen]} onChange={setChosen} className={styles['choices'] ?? ''}>
          <Label className="visually-hidden">{t('queues')}</Label>
          {queues.map((queue) => (
            <CheckboxField key={queue.id} value={queue.id}>
              <CheckboxButton className={styles['choice'] ?? ''}>
                {({ isSelected }) => (
                  <>
                    <span className={styles['box']} aria-hidden>
                      {isSelected ? '✓' : ''}
                    </span>
                    {format.text(queue.name)}
                  </>
                )}
              </CheckboxButton>
            </CheckboxField>
          ))}
        </CheckboxGroup>
        <p className={styles['help']}>{isConnected ? t('editHelp') : t('offline')}</p>
        <footer className={styles['footer']}>
          <Button onPress={onClose}>{t('common:cancel')}</Button>
          <Button look="primary" onPress={save} isDisabled={!isConnected}>
            {t('save')}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
