import { useTranslation } from 'react-i18next';
import type { Session } from '#shared/contracts/desk';
import { LanguageSwitch } from '#ui/ui/language-switch.tsx';
import { SignInForm } from './sign-in-form.tsx';
import styles from './sign-in.module.css';

export interface SignInPageProps {
  readonly session: Extract<Session, { is: 'signed_out' }>;
  /** Another address was entered. */
  readonly onHubAsked: (hubUrl: string) => void;
}

export function SignInPage({ session, onHubAsked }: SignInPageProps) {
  const { t } = useTranslation(['common', 'connection', 'sign-in']);
  return (
    <main className={styles['page']}>
      <header className={styles['header']}>
        <span className={styles['mark']}>{t('product')}</span>
        <LanguageSwitch />
      </header>
      {session.isWiped === true && <output className={styles['wiped']}>{t('sign-in:wiped')}</output>}
      <SignInForm hubUrl={session.hubUrl} onHubAsked={onHubAsked} />
      {session.isKeyFile && <p className={styles['keyFile']}>{t('connection:key_file')}</p>}
    </main>
  );
}
