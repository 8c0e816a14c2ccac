import type { ShownState } from '#shared/domain/agent';
import styles from './state-dot.module.css';

/** A mark beside the word of an agent's state. */
export function StateDot({ state }: { readonly state: ShownState }) {
  return <span className={styles['dot']} data-state={state} aria-hidden />;
}
