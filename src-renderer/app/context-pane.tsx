import { useCallback } from 'react';
import type { CustomerId, InteractionId } from '#shared/domain/ids';
import { CustomerPanel } from '../features/customer/customer-panel.tsx';
import { useDesk } from '../wire/desk.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import styles from './app.module.css';

export function ContextPane({ customerId }: { readonly customerId: CustomerId }) {
  const { ui } = useDesk();
  const openWork = useCallback(
    (interactionId: InteractionId) => {
      ui.setState({ interactionId, sheet: null });
      // Once its composer is drawn.
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-shortcut="reply"]')?.focus());
    },
    [ui],
  );
  return (
    <ErrorBoundary key={customerId}>
      <div className={styles['context']}>
        <CustomerPanel
          customerId={customerId}
          onShowInteraction={(itemId) => ui.setState({ itemId, sheet: null })}
          onOpenWork={openWork}
          onOpenCustomer={(other) => ui.setState({ customerId: other, interactionId: null, itemId: null })}
        />
      </div>
    </ErrorBoundary>
  );
}
