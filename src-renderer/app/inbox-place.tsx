import { useTranslation } from 'react-i18next';
import { ConnectionStatus } from '../features/connection/connection-status.tsx';
import { InboxFilters } from '../features/inbox/inbox-filters.tsx';
import { InboxList } from '../features/inbox/inbox-list.tsx';
import { AgentStateMenu } from '../features/presence/agent-state-menu.tsx';
import { Button, Key } from '../ui/controls.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { useDesk, useUi } from '../wire/desk.tsx';
import styles from './app.module.css';
import { CONTEXT_REM, INBOX_REM, Splitter, useColumnWidth, type ColumnWidth } from './columns.tsx';
import { ContextPane } from './context-pane.tsx';
import { ConversationPane } from './conversation-pane.tsx';
import { useFollowJoin } from './follow-join.ts';
import { isMac } from './platform.ts';
import { keyText } from './shortcuts.ts';
import { useLayout } from './use-layout.ts';

/** Inbox, timeline, customer: beside each other as far as there is room. */
export function InboxPlace({ inbox }: { readonly inbox: ColumnWidth }) {
  const { t } = useTranslation(['common', 'inbox', 'customer']);
  const { ui } = useDesk();
  const layout = useLayout();
  useFollowJoin();
  const customerId = useUi((state) => state.customerId);
  const isContextOpen = useUi((state) => state.isContextOpen);
  const isSheetOpen = useUi((state) => state.sheet === 'customer');
  const [inboxRem, setInboxRem] = inbox;
  const [contextRem, setContextRem] = useColumnWidth('context', CONTEXT_REM);
  const hasContext = layout === 'wide' && isContextOpen && customerId !== null;

  if (layout === 'narrow') return customerId === null ? <InboxColumn /> : <ConversationPane layout={layout} />;
  return (
    <>
      <div className={styles['column']} style={{ width: `${inboxRem}rem` }}>
        <InboxColumn />
      </div>
      <Splitter label={t('inboxWidth')} side="before" width={inboxRem} limits={INBOX_REM} onChange={setInboxRem} />
      <ConversationPane layout={layout} />
      {hasContext && (
        <>
          <Splitter label={t('contextWidth')} side="after" width={contextRem} limits={CONTEXT_REM} onChange={setContextRem} />
          <div className={styles['column']} style={{ width: `${contextRem}rem` }}>
            <ContextPane customerId={customerId} />
          </div>
        </>
      )}
      {layout !== 'wide' && customerId !== null && (
        <Dialog title={t('customer')} look="sheet" isOpen={isSheetOpen} onClose={() => ui.setState({ sheet: null })}>
          <ContextPane customerId={customerId} />
        </Dialog>
      )}
    </>
  );
}

function InboxColumn() {
  const { t } = useTranslation('inbox');
  const { ui } = useDesk();
  return (
    <section className={styles['inbox']} aria-label={t('column')}>
      <header className={styles['inboxHeader']}>
        <AgentStateMenu />
        <Button look="quiet" aria-label={t('search')} onPress={() => ui.setState({ sheet: 'palette' })}>
          <Icon name="search" />
          <span aria-hidden>
            <Key>{keyText('mod+k', isMac())}</Key>
          </span>
        </Button>
      </header>
      <InboxFilters />
      <InboxList />
      <ConnectionStatus />
    </section>
  );
}
