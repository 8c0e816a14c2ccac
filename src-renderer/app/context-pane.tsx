import type { CustomerId } from '#shared/domain/ids';
import { ErrorBoundary } from './error-boundary.tsx';
import styles from './app.module.css';

export function ContextPane({ customerId }: { readonly customerId: CustomerId }) {
  return (
    <ErrorBoundary key={customerId}>
      <div className={styles['context']}>{customerId}</div>
    </ErrorBoundary>
  );
}
