import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from 'react-aria-components';
import type { Session } from '#shared/contracts/desk';
import { fromInstant } from '#shared/domain/clock';
import { Failure } from '#shared/rpc/failure';
import { useFormat } from '#ui/i18n/use-format';
import { Button, Field } from '#ui/ui/controls.tsx';
import { LanguageSwitch } from '#ui/ui/language-switch.tsx';
import { useDesk, useNow } from '#ui/wire/desk.tsx';
import styles from './sign-in.module.css';

type Locked = Extract<Session, { is: 'locked' }>;
type Problem = 'wrong' | 'hubRefused' | 'failed' | null;

/** Too long without the hub: whoever sits here now says the password, and until then sees nobody's name but their own. */
export function LockedPage({ session }: { readonly session: Locked }) {
  const { t } = useTranslation(['sign-in', 'common']);
  const format = useFormat();
  const desk = useDesk();
  const now = useNow();
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<Problem>(null);
  const [isWorking, setIsWorking] = useState(false);
  const waitMs = session.retryAt === null ? 0 : Math.max(0, fromInstant(session.retryAt) - now);
  const isHubOnly = session.left === 0;

  async function unlock(): Promise<void> {
    setIsWorking(true);
    setProblem(null);
    try {
      desk.takeSession(await desk.desk.call('session.unlock', { password }));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      setPassword('');
      setProblem(problemOf(error));
      setIsWorking(false);
    }
  }

  return (
    <main className={styles['page']}>
      <header className={styles['header']}>
        <span className={styles['mark']}>{t('common:product')}</span>
        <LanguageSwitch />
      </header>
      <div className={styles['card']}>
        <h1 className={styles['title']}>{t('locked.title')}</h1>
        <p className={styles['help']}>{t('locked.help')}</p>
        <p>{t('locked.who', { name: format.agent(session.agent) })}</p>
        <Form
          className={styles['form'] ?? ''}
          onSubmit={(event) => {
            event.preventDefault();
            if (!isWorking && waitMs === 0) void unlock();
          }}
        >
          <Field
            label={t('password')}
            value={password}
            onChange={setPassword}
            type="password"
            autoComplete="current-password"
            isRequired
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the page is there for this field
            autoFocus
          />
          <p role="alert" className={styles['problem']}>
            {wordsOf()}
          </p>
          <Button look="primary" type="submit" isPending={isWorking} isDisabled={waitMs > 0}>
            {isWorking ? t('locked.working') : t('locked.submit')}
          </Button>
        </Form>
        <footer className={styles['leave']}>
          <Button onPress={() => void desk.desk.call('session.sign_out', { unsent: 'keep' }).then(desk.takeSession)}>
            {t('locked.leave')}
          </Button>
          <p className={styles['help']}>{t('locked.leaveHelp')}</p>
        </footer>
      </div>
    </main>
  );

  function wordsOf(): string {
    const wait = waitMs > 0 ? t('locked.wait', { time: format.duration(waitMs) }) : '';
    if (problem === 'wrong' && !isHubOnly) return [t('locked.wrong', { count: session.left }), wait].join(' ').trim();
    if (problem === 'hubRefused' || problem === 'failed') return t(`locked.${problem}`);
    return isHubOnly ? t('locked.hub') : wait;
  }
}

function problemOf({ code, field }: Failure): Problem {
  if (code === 'too_many' || field === 'hub') return null;
  if (code !== 'denied') return 'failed';
  return field === 'password' ? 'wrong' : 'hubRefused';
}
