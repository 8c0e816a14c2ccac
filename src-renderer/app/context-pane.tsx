import type { CustomerId } from '#shared/domain/ids';
import { CustomerPanel } from '../features/customer/customer-panel.tsx';
import { useDesk } from '../wire/desk.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import styles from './app.module.css';

export function ContextPane({ customerId }: { readonly customerId: CustomerId }) {
  const { ui } = useDesk();
  return (
    <ErrorBoundary key={customerId}>
      <div className={styles['context']}>
        <CustomerPanel customerId={customerId} onShowInteraction={(itemId) => ui.setState({ itemId, sheet: null })} />
      </div>
    </ErrorBoundary>
  );
}
