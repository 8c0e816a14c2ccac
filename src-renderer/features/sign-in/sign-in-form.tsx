import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from 'react-aria-components';
import type { DemoPeople } from '#shared/contracts/session';
import { Failure, type FailureCode } from '#shared/rpc/failure';
import { Button, Field } from '#ui/ui/controls.tsx';
import type { PasswordProblem } from '#ui/ui/new-password-fields.tsx';
import { useDesk } from '#ui/wire/desk.tsx';
import { ChoosePassword } from './choose-password.tsx';
import { DemoButtons } from './demo-buttons.tsx';
import styles from './sign-in.module.css';

interface SignInFormProps {
  readonly hubUrl: string;
  readonly onHubAsked: (hubUrl: string) => void;
}

/** `expired`: the temporary password has run out. */
type Problem = FailureCode | 'expired';

export function SignInForm({ hubUrl: knownHubUrl, onHubAsked }: SignInFormProps) {
  const { t } = useTranslation('sign-in');
  const desk = useDesk();
  const [hubUrl, setHubUrl] = useState(knownHubUrl);
  const [askedUrl, setAskedUrl] = useState(knownHubUrl);
  const [loginName, setLoginName] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isWorking, setIsWorking] = useState(false);
  /** The hub took the password, and asks for one of the person's own. */
  const [mustChoose, setMustChoose] = useState(false);
  const [passwordProblem, setPasswordProblem] = useState<PasswordProblem | null>(null);
  const demo = useDemoPeople(askedUrl);

  async function signIn(name: string, secret: string, newPassword?: string): Promise<void> {
    setIsWorking(true);
    setProblem(null);
    setPasswordProblem(null);
    const given = { hubUrl: hubUrl.trim(), loginName: name.trim(), password: secret };
    try {
      desk.takeSession(await desk.desk.call('session.sign_in', newPassword === undefined ? given : { ...given, newPassword }));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      tell(error);
      setIsWorking(false);
    }
  }

  function tell({ code, field }: Failure): void {
    if (field !== 'newPassword') {
      setMustChoose(false);
      setProblem(field === 'password' ? 'expired' : code);
    } else if (code === 'conflict') setMustChoose(true);
    else setPasswordProblem('same');
  }

  if (mustChoose) {
    return (
      <ChoosePassword
        problem={passwordProblem}
        isWorking={isWorking}
        onChoose={(newPassword) => void signIn(loginName, password, newPassword)}
        onBack={() => setMustChoose(false)}
      />
    );
  }

  return (
    <div className={styles['card']}>
      <h1 className={styles['title']}>{t('title')}</h1>
      <Form
        className={styles['form'] ?? ''}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isWorking) void signIn(loginName, password);
        }}
      >
        <Field
          label={t('hub')}
          description={t('hubHelp')}
          value={hubUrl}
          onChange={setHubUrl}
          onBlur={() => {
            setAskedUrl(hubUrl.trim());
            onHubAsked(hubUrl.trim());
          }}
          type="url"
          inputMode="url"
          autoComplete="url"
          isRequired
        />
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the page is there for this field, and nothing stands before it but the address */}
        <Field label={t('name')} value={loginName} onChange={setLoginName} autoComplete="username" isRequired autoFocus />
        <Field label={t('password')} value={password} onChange={setPassword} type="password" autoComplete="current-password" isRequired />
        <p role="alert" className={styles['problem']}>
          {problem === null ? '' : t(`failed.${problem}`)}
        </p>
        <Button look="primary" type="submit" isPending={isWorking}>
          {isWorking ? t('working') : t('submit')}
        </Button>
      </Form>
      {demo !== null && <DemoButtons people={demo.people} isDisabled={isWorking} onChoose={(name) => void signIn(name, demo.password)} />}
    </div>
  );
}

/** Null where this is no demo centre, or it cannot be reached; asked again when the address changes. */
function useDemoPeople(hubUrl: string): DemoPeople | null {
  const { desk } = useDesk();
  const [answer, setAnswer] = useState<{ readonly hubUrl: string; readonly people: DemoPeople | null } | null>(null);
  useEffect(() => {
    if (hubUrl === '') return;
    const question = { isOpen: true };
    desk.call('session.demo_people', { hubUrl }).then(
      (people) => {
        if (question.isOpen) setAnswer({ hubUrl, people });
      },
      // No demo people to be had: the form is there all the same, and says what is wrong when it is used.
      () => {},
    );
    return () => {
      question.isOpen = false;
    };
  }, [desk, hubUrl]);
  return answer?.hubUrl === hubUrl ? answer.people : null;
}
