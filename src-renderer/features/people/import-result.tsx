import { useTranslation } from 'react-i18next';
import { Button } from '#ui/ui/controls.tsx';
import { useDesk } from '#ui/wire/desk.tsx';
import { saveText } from '#ui/wire/save-text';
import { writeCsv } from './people-csv.ts';
import styles from './people.module.css';
import type { ImportState } from './use-import.ts';

interface ImportResultProps {
  readonly result: Extract<ImportState, { is: 'done' }>;
  readonly heading: readonly string[];
  readonly onClose: () => void;
}

/** What became of it; the passwords can be saved here, and nowhere after this is closed. */
export function ImportResult({ result, heading, onClose }: ImportResultProps) {
  const { t } = useTranslation('people');
  const desk = useDesk();
  const { count, refused, issued, withoutPassword } = result;

  function savePasswords(): void {
    const head = [t('csv.field.loginName'), t('csv.who'), t('csv.field.password')];
    void saveText(
      desk,
      'temporary-passwords.csv',
      writeCsv([head, ...issued.map(({ loginName, name, password }) => [loginName, name, password])]),
    );
  }

  function saveRefused(): void {
    const rows = refused.map(({ planned, why }) => [...planned.row.raw, why]);
    void saveText(desk, 'people-to-correct.csv', writeCsv([[...heading, t('csv.field.reason')], ...rows]));
  }

  return (
    <>
      <output>{t('csv.done', { count })}</output>
      {refused.length > 0 && <p className={styles['alarm']}>{t('csv.failedSome', { count: refused.length })}</p>}
      {withoutPassword > 0 && <p className={styles['alarm']}>{t('csv.passwordsFailed', { count: withoutPassword })}</p>}
      {issued.length > 0 && <p className={styles['help']}>{t('csv.passwordsOnce')}</p>}
      <footer className={styles['foot']}>
        {refused.length > 0 && <Button onPress={saveRefused}>{t('csv.saveWrong')}</Button>}
        {issued.length > 0 && (
          <Button look="primary" onPress={savePasswords}>
            {t('csv.savePasswords')}
          </Button>
        )}
        <Button onPress={onClose}>{t('csv.close')}</Button>
      </footer>
    </>
  );
}
