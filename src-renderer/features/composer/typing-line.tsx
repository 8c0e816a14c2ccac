import { useTranslation } from 'react-i18next';
import type { ConversationId } from '#shared/domain/ids';
import { useFormat } from '#ui/i18n/use-format';
import { useMe, useNow, useRecords } from '#ui/wire/desk.tsx';
import styles from './composer.module.css';
import { useTyping } from './use-typing.ts';

/** Who is typing; of one height whether or not somebody is, so that nothing jumps. */
export function TypingLine({ conversationId }: { readonly conversationId: ConversationId }) {
  const { t } = useTranslation('composer');
  const format = useFormat();
  const { isCustomer, agents } = useTyping(conversationId, useMe().id);
  const now = useNow();
  const people = useRecords(({ records }) => records.agent);
  const words = [
    ...(isCustomer ? [t('typing.customer')] : []),
    ...agents.map(({ id, since }) => t('typing.colleague', { name: format.agent(people.get(id)), time: format.duration(now - since) })),
  ];
  return <p className={styles['typing']}>{words.join(' ')}</p>;
}
