import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/controls.tsx';
import styles from './app.module.css';

interface BoundaryState {
  readonly hasFailed: boolean;
}

/** A part of the screen that fails leaves the others alone and says what to do. React logs the error itself. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, BoundaryState> {
  override state: BoundaryState = { hasFailed: false };

  static getDerivedStateFromError(): BoundaryState {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <FailedPart onRetry={() => this.setState({ hasFailed: false })} /> : this.props.children;
  }
}

function FailedPart({ onRetry }: { readonly onRetry: () => void }) {
  const { t } = useTranslation(['errors', 'common']);
  return (
    <div role="alert" className={styles['failed']}>
      <strong>{t('screen.title')}</strong>
      <p>{t('screen.body')}</p>
      <Button onPress={onRetry}>{t('common:retry')}</Button>
      <Button look="quiet" onPress={() => location.reload()}>
        {t('screen.reload')}
      </Button>
    </div>
  );
}
