import { useRef, useState, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { Form } from 'react-aria-components';
import { Failure, type FailureCode } from '#shared/rpc/failure';
import { Button, Field } from '#ui/ui/controls.tsx';
import { LanguageSwitch } from '#ui/ui/language-switch.tsx';
import { LocalizedField } from '#ui/ui/localized-field.tsx';
import { NewPasswordFields, problemOf } from '#ui/ui/new-password-fields.tsx';
import { Select } from '#ui/ui/select.tsx';
import { TimeZoneField } from '#ui/ui/time-zone-field.tsx';
import { useDesk, useSession } from '#ui/wire/desk.tsx';
import { AdminFields } from './admin-fields.tsx';
import { emptyDraft, fieldOf, LANGUAGES, setupOf, wrongFields, type LanguagesId, type SetupDraft } from './setup-draft.ts';
import styles from './setup.module.css';

// Own keys of a literal, which TypeScript widens.
const LANGUAGES_IDS = Object.keys(LANGUAGES) as readonly LanguagesId[];

export interface SetupPageProps {
  readonly hubUrl: string;
  readonly needsCode: boolean;
  /** To a hub that has people. */
  readonly onElsewhere: () => void;
}

/** The first page of a centre: what cannot be done without, and nothing else. */
export function SetupPage({ hubUrl, needsCode, onElsewhere }: SetupPageProps) {
  const { t } = useTranslation(['setup', 'common', 'centre']);
  const desk = useDesk();
  const locale = useSession((state) => state.settings.locale);
  const [draft, setDraft] = useState<SetupDraft>(() => emptyDraft(locale));
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const [failed, setFailed] = useState<FailureCode | 'fields' | null>(null);
  const [isWorking, setIsWorking] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  function put(change: Partial<SetupDraft>, field: string): void {
    setDraft({ ...draft, ...change });
    setWrong(new Set([...wrong].filter((one) => one !== field)));
  }

  /** The page is longer than the screen: whoever pressed at its end is brought to the first field that is wrong. */
  function show(found: ReadonlySet<string>, outcome: typeof failed): void {
    flushSync(() => {
      setWrong(found);
      setFailed(outcome);
    });
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }

  async function run(): Promise<void> {
    const found = wrongFields(draft, needsCode);
    show(found, found.size === 0 ? null : 'fields');
    if (found.size > 0) return;
    setIsWorking(true);
    try {
      const session = await desk.desk.call('setup.run', { hubUrl, setup: setupOf(draft) });
      desk.takeSession(session);
      desk.ui.setState({ place: 'admin', adminSection: 'people' });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const { field = '', code } = error;
      show(new Set(field === '' ? [] : [fieldOf(field)]), field === '' ? code : 'fields');
      setIsWorking(false);
    }
  }

  return (
    <main className={styles['page']}>
      <header className={styles['header']}>
        <span className={styles['mark']}>{t('common:product')}</span>
        <LanguageSwitch />
      </header>
      <Form
        ref={form}
        className={styles['card'] ?? ''}
        aria-label={t('title')}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isWorking) void run();
        }}
      >
        <h1>{t('title')}</h1>
        <p className={styles['intro']}>{t('intro')}</p>
        <Part title={t('centre')}>
          <LocalizedField
            label={t('centreName')}
            value={draft.centreName}
            onChange={(centreName) => put({ centreName }, 'centre.name')}
            error={wrong.has('centre.name') ? t('centreNameMissing') : null}
            takesFocus
          />
          <div className={styles['pair']}>
            <TimeZoneField
              value={draft.timeZone}
              onChange={(timeZone) => put({ timeZone }, 'centre.timeZone')}
              error={wrong.has('centre.timeZone') ? t('centre:timeZoneWrong') : null}
            />
            <Select<LanguagesId>
              label={t('languages')}
              value={draft.languages}
              options={LANGUAGES_IDS.map((id) => ({ id, text: t(`languagesOf.${id}`) }))}
              onChange={(languages) => put({ languages }, 'centre.locales')}
            />
          </div>
        </Part>
        <Part title={t('queue')} help={t('queueHelp')}>
          <LocalizedField
            label={t('queueName')}
            value={draft.queueName}
            onChange={(queueName) => put({ queueName }, 'queue.name')}
            error={wrong.has('queue.name') ? t('queueNameMissing') : null}
          />
        </Part>
        <Part title={t('admin')} help={t('adminHelp')}>
          <AdminFields draft={draft} put={put} wrong={wrong} />
          <div className={styles['pair']}>
            <NewPasswordFields
              value={draft.password}
              onChange={(password) => put({ password }, 'admin.password')}
              problem={wrong.has('admin.password') ? (problemOf(draft.password) ?? 'short') : null}
            />
          </div>
        </Part>
        {needsCode && (
          <Part title={t('code')}>
            <Field
              label={t('code')}
              description={t('codeHelp')}
              value={draft.code}
              onChange={(code) => put({ code }, 'code')}
              error={wrong.has('code') ? t('codeWrong') : null}
              autoComplete="off"
            />
          </Part>
        )}
        <footer className={styles['foot']}>
          <Button look="primary" type="submit" isPending={isWorking}>
            {isWorking ? t('working') : t('submit')}
          </Button>
          <p role="alert" className={styles['problem']}>
            {wordsOf(failed)}
          </p>
        </footer>
      </Form>
      <p className={styles['elsewhere']}>
        <span>{t('hub', { hubUrl })}</span>
        <Button look="quiet" onPress={onElsewhere}>
          {t('elsewhere')}
        </Button>
      </p>
    </main>
  );

  function wordsOf(code: typeof failed): string {
    switch (code) {
      case null:
        return '';
      case 'fields':
        return t('checkFields');
      case 'conflict':
      case 'too_many':
      case 'offline':
      case 'timeout':
        return t(`failed.${code}`);
      case 'denied':
      case 'invalid':
      case 'not_found':
      case 'disk_full':
      case 'internal':
        return t('failed.other');
    }
  }
}

function Part({ title, help, children }: { readonly title: string; readonly help?: string; readonly children: ReactNode }) {
  return (
    <section className={styles['part']} aria-label={title}>
      <h2>{title}</h2>
      {help !== undefined && <p className={styles['help']}>{help}</p>}
      {children}
    </section>
  );
}
