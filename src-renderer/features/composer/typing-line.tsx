import { useTranslation } from 'react-i18next';
import type { ConversationId } from '#shared/domain/ids';
import { useFormat } from '#ui/i18n/use-format';
import { useMe, useRecords } from '#ui/wire/desk.tsx';
import styles from './composer.module.css';
import { useTyping } from './use-typing.ts';

/** Who is typing; of one height whether or not somebody is, so that nothing jumps. */
export function TypingLine({ conversationId }: { readonly conversationId: ConversationId }) {
  const { t } = useTranslation('composer');
  const format = useFormat();
  const { isCustomer, agentIds } = useTyping(conversationId, useMe().id);
  const agents = useRecords(({ records }) => agentIds.map((id) => records.agent.get(id)));
  const words = [
    ...(isCustomer ? [t('typing.customer')] : []),
    ...agents.map((agent) => t('typing.colleague', { name: format.agent(agent) })),
  ];
  return <p className={styles['typing']}>{words.join(' ')}</p>;
}
