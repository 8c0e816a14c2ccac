import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from 'react-aria-components';
import { Failure } from '#shared/rpc/failure';
import { Button, Field } from '#ui/ui/controls.tsx';
import { NewPasswordFields, NO_PASSWORD, problemOf, type PasswordProblem } from '#ui/ui/new-password-fields.tsx';
import { useToasts } from '#ui/ui/toasts.tsx';
import { useDesk, useSession } from '#ui/wire/desk.tsx';
import styles from './settings.module.css';

/** One's own password. It is asked of the hub at once and kept nowhere here. */
export function PasswordForm() {
  const { t } = useTranslation('password');
  const { desk } = useDesk();
  const toasts = useToasts();
  const isConnected = useSession(({ connection }) => connection.is === 'connected');
  const [current, setCurrent] = useState('');
  const [chosen, setChosen] = useState(NO_PASSWORD);
  const [problem, setProblem] = useState<PasswordProblem | 'wrong' | null>(null);
  const [isWorking, setIsWorking] = useState(false);

  async function change(): Promise<void> {
    const found = problemOf(chosen);
    setProblem(found);
    if (found !== null || isWorking) return;
    setIsWorking(true);
    try {
      await desk.call('password.change', { password: current, newPassword: chosen.first });
      setCurrent('');
      setChosen(NO_PASSWORD);
      toasts.add(t('changed'));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.field === 'newPassword') setProblem('same');
      else if (error.field === 'password') setProblem('wrong');
      else toasts.addFailure(error);
    } finally {
      setIsWorking(false);
    }
  }

  return (
    <Form
      className={styles['fields'] ?? ''}
      aria-label={t('change')}
      onSubmit={(event) => {
        event.preventDefault();
        void change();
      }}
    >
      <Field
        label={t('current')}
        value={current}
        onChange={(text) => {
          setCurrent(text);
          setProblem(null);
        }}
        error={problem === 'wrong' ? t('wrong') : null}
        type="password"
        autoComplete="current-password"
        isRequired
      />
      <NewPasswordFields
        value={chosen}
        onChange={(value) => {
          setChosen(value);
          setProblem(null);
        }}
        problem={problem === 'wrong' ? null : problem}
      />
      <div className={styles['signOut']}>
        <Button type="submit" isDisabled={!isConnected || isWorking}>
          {t('change')}
        </Button>
        <p>{t('changeHelp')}</p>
      </div>
    </Form>
  );
}
