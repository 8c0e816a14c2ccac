import { useTranslation } from 'react-i18next';
import { SignInPage } from '../features/sign-in/sign-in-page.tsx';
import { useSession } from '../wire/desk.tsx';
import styles from './app.module.css';
import { ErrorBoundary } from './error-boundary.tsx';
import { Workspace } from './workspace.tsx';

export function App() {
  const { t } = useTranslation('common');
  const session = useSession((state) => state.session);
  if (session === null) return <p className={styles['splash']}>{t('loading')}</p>;
  return (
    <ErrorBoundary>{session.is === 'signed_in' ? <Workspace key={session.agent.id} /> : <SignInPage session={session} />}</ErrorBoundary>
  );
}
