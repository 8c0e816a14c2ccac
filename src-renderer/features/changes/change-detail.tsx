import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConfigChange } from '#shared/domain/config-change';
import { Failure } from '#shared/rpc/failure';
import { useFormat } from '#ui/i18n/use-format';
import { ConfirmDialog } from '#ui/ui/confirm-dialog.tsx';
import { Button } from '#ui/ui/controls.tsx';
import { useDesk, useRecords, useSession } from '#ui/wire/desk.tsx';
import { settle } from '#ui/wire/settle';
import styles from './changes.module.css';
import { fieldsOf } from './fields-of-change.ts';
import { useChangeWords } from './use-change-words.ts';

export interface ChangeDetailProps {
  readonly change: ConfigChange;
  /** The change that took this one back. */
  readonly undoneBy: ConfigChange | undefined;
}

/** Field by field what it was and what it became, and the way back. */
export function ChangeDetail({ change, undoneBy }: ChangeDetailProps) {
  const { t } = useTranslation(['changes', 'errors']);
  const format = useFormat();
  const { fieldText, valueText, nameOf } = useChangeWords();
  const people = useRecords(({ records }) => records.agent);
  const fields = fieldsOf(change);
  const by = (id: ConfigChange['byId']): string => format.agent(people.get(id));
  return (
    <article className={styles['detail']} aria-label={t(`did.${actOf(change)}`, { name: nameOf(change) })}>
      <header className={styles['head']}>
        <div>
          <h2>{t(`did.${actOf(change)}`, { name: nameOf(change) })}</h2>
          <p className={styles['who']}>{t('by', { name: by(change.byId), when: format.full(change.at) })}</p>
          {undoneBy !== undefined && (
            <p className={styles['undone']}>{t('undoneBy', { name: by(undoneBy.byId), when: format.full(undoneBy.at) })}</p>
          )}
        </div>
        {undoneBy === undefined && !(change.kind === 'centre' && change.before === null) && <UndoButton change={change} />}
      </header>
      <table className={styles['fields']}>
        <thead>
          <tr>
            <th scope="col">{t('fieldColumn')}</th>
            {change.before !== null && <th scope="col">{t('before')}</th>}
            <th scope="col">{t(change.before === null ? 'value.column' : 'after')}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={`${field.field} ${field.part ?? ''}`}>
              <th scope="row">{fieldText(field)}</th>
              {change.before !== null && <td className={styles['before']}>{valueText(field, field.before)}</td>}
              <td>{valueText(field, field.after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </article>
  );
}

/** What kind of change it was. */
export function actOf({ before, undoes }: ConfigChange): 'created' | 'changed' | 'undid' {
  if (undoes !== undefined) return 'undid';
  return before === null ? 'created' : 'changed';
}

function UndoButton({ change }: { readonly change: ConfigChange }) {
  const { t } = useTranslation(['changes', 'errors']);
  const desk = useDesk();
  const { nameOf } = useChangeWords();
  const isConnected = useSession(({ connection }) => connection.is === 'connected');
  const [isAsking, setIsAsking] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [refusal, setRefusal] = useState<Failure | null>(null);

  async function undo(): Promise<void> {
    setIsBusy(true);
    try {
      await settle(desk, { type: 'config.undo', changeId: change.id });
      setIsAsking(false);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      setRefusal(error);
    } finally {
      setIsBusy(false);
    }
  }

  function ask(): void {
    setRefusal(null);
    setIsAsking(true);
  }

  return (
    <>
      <Button onPress={ask} isDisabled={!isConnected}>
        {t('undo')}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={t('undoTitle', { name: nameOf(change) })}
          confirm={t('undo')}
          isBusy={isBusy}
          error={refusal === null ? null : wordsOf(refusal)}
          onConfirm={() => void undo()}
          onClose={() => setIsAsking(false)}
        >
          <p>{t(change.before === null ? 'undoCreated' : 'undoHelp')}</p>
        </ConfirmDialog>
      )}
    </>
  );

  function wordsOf({ code, field }: Failure): string {
    if (field === 'isRetired') return t('refused.fed');
    if (field === 'waiting') return t('refused.waiting');
    if (field === 'openWork') return t('refused.openWork');
    if (field !== undefined && field !== '') return t('refused.misfit');
    return code === 'conflict' ? t('refused.changedSince') : t(`errors:${code}`);
  }
}
