import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/ui/controls.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { useDesk, useSession } from '#ui/wire/desk.tsx';
import { saveText } from '#ui/wire/save-text';
import { ImportPreview, useWrongWords } from './import-preview.tsx';
import { ImportResult } from './import-result.tsx';
import { COLUMNS, readCsv, writeCsv, type ReadCsv } from './people-csv.ts';
import styles from './people.module.css';
import { planImport, type PlannedRow } from './plan-import.ts';
import { readText } from './read-text.ts';
import { useImport } from './use-import.ts';

/** More is split by hand: each row is a wish that the hub answers one by one. */
const MOST_ROWS = 1_000;
const LARGEST_BYTES = 4 * 1024 * 1024;

type Problem = 'no_login' | 'empty' | 'too_many' | 'no_text';
type Read = Extract<ReadCsv, { is: 'read' }>;

/** From a list in a spreadsheet to people: read, look, and only then do. */
export function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('people');
  const desk = useDesk();
  const isConnected = useSession(({ connection }) => connection.is === 'connected');
  const words = useWrongWords();
  const [pasted, setPasted] = useState('');
  const [read, setRead] = useState<Read | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const { state, run } = useImport();
  // As the people are when the file is read: while it runs, the preview stays what was agreed to.
  const [plan, setPlan] = useState<readonly PlannedRow[] | null>(null);

  function planOf({ rows }: Read): readonly PlannedRow[] {
    const { agent, queue } = desk.records.getState().records;
    return planImport(rows, { people: [...agent.values()], queues: [...queue.values()], newId: () => desk.ids.agent() });
  }

  function take(text: string | null): void {
    const found = text === null ? null : readCsv(text);
    if (found?.is === 'read' && found.rows.length <= MOST_ROWS) {
      setRead(found);
      setPlan(planOf(found));
      setProblem(null);
    } else if (found === null) setProblem('no_text');
    else setProblem(found.is === 'read' ? 'too_many' : found.is);
  }

  async function takeFile(chosen: File | undefined): Promise<void> {
    if (chosen === undefined) return;
    take(chosen.size > LARGEST_BYTES ? null : readText(new Uint8Array(await chosen.arrayBuffer())));
  }

  function saveWrong(): void {
    const rows = (plan ?? []).flatMap((planned) =>
      planned.is === 'wrong' ? [[...planned.row.raw, planned.wrongs.map(words).join(' / ')]] : [],
    );
    void saveText(desk, 'people-to-correct.csv', writeCsv([[...(read?.heading ?? []), t('csv.field.reason')], ...rows]));
  }

  const count = (is: PlannedRow['is']): number => plan?.filter((planned) => planned.is === is).length ?? 0;
  const due = count('new') + count('changed');
  const isBusy = state.is === 'running' || state.is === 'passwords';
  const holdsPasswords = state.is === 'done' && state.issued.length > 0;

  return (
    // What it issues is here and nowhere else: neither while it runs nor then does a press beside it close it.
    <Dialog title={t('csv.title')} look="wide" isOpen onClose={() => !isBusy && !holdsPasswords && onClose()}>
      <div className={styles['dialog']}>
        {plan === null && (
          <div className={styles['given']}>
            <p>{t('csv.help')}</p>
            <p className={styles['help']}>{t('csv.columns')}</p>
            <div className={styles['actions']}>
              <Button onPress={() => void saveText(desk, 'people.csv', writeCsv(exampleOf()))}>{t('csv.template')}</Button>
              <Button look="primary" onPress={() => file.current?.click()}>
                {t('csv.choose')}
              </Button>
            </div>
            <input
              ref={file}
              type="file"
              hidden
              accept=".csv,.tsv,.txt,text/csv,text/plain"
              aria-label={t('csv.choose')}
              onChange={(event) => void takeFile(event.currentTarget.files?.[0])}
            />
            <textarea
              className={styles['paste']}
              aria-label={t('csv.paste')}
              placeholder={t('csv.paste')}
              value={pasted}
              onChange={(event) => setPasted(event.currentTarget.value)}
            />
            <p role="alert" className={styles['alarm']}>
              {problem === null ? '' : problemWords(problem)}
            </p>
            <footer className={styles['foot']}>
              <Button isDisabled={pasted.trim() === ''} onPress={() => take(pasted)}>
                {t('csv.read')}
              </Button>
            </footer>
          </div>
        )}
        {plan !== null && state.is !== 'done' && (
          <>
            <output>
              {t('csv.summary', { added: count('new'), changed: count('changed'), same: count('same'), wrong: count('wrong') })}
            </output>
            <ImportPreview plan={plan} />
            {count('wrong') > 0 && <p className={styles['help']}>{t('csv.wrongSkipped')}</p>}
            <footer className={styles['foot']}>
              {state.is === 'running' && <output className="figures">{t('csv.progress', { done: state.done, all: state.all })}</output>}
              {state.is === 'passwords' && <output>{t('csv.passwords')}</output>}
              {count('wrong') > 0 && <Button onPress={saveWrong}>{t('csv.saveWrong')}</Button>}
              <Button isDisabled={isBusy} onPress={() => setPlan(null)}>
                {t('csv.back')}
              </Button>
              <Button look="primary" isDisabled={isBusy || !isConnected || due === 0} onPress={() => void run(plan)}>
                {t('csv.run', { count: due })}
              </Button>
            </footer>
          </>
        )}
        {state.is === 'done' && read !== null && <ImportResult result={state} heading={read.heading} onClose={onClose} />}
      </div>
    </Dialog>
  );

  function problemWords(what: Problem): string {
    switch (what) {
      case 'no_login':
        return t('csv.noLogin');
      case 'empty':
        return t('csv.empty');
      case 'too_many':
        return t('csv.tooMany', { count: MOST_ROWS });
      case 'no_text':
        return t('csv.notText');
    }
  }

  function exampleOf(): readonly (readonly string[])[] {
    const queue = [...desk.records.getState().records.queue.values()][0];
    const example: Readonly<Record<(typeof COLUMNS)[number], string>> = {
      loginName: 'sato',
      family: '佐藤',
      given: '健二',
      familyReading: 'サトウ',
      givenReading: 'ケンジ',
      latinName: 'Kenji Sato',
      publicNameJa: '佐藤',
      publicNameEn: 'Sato',
      role: 'agent',
      queues: queue?.name.ja ?? '',
      chat: '3',
      sms: '5',
      line: '5',
    };
    return [COLUMNS.map((column) => t(`csv.field.${column}`)), COLUMNS.map((column) => example[column])];
  }
}
