import { useTranslation } from 'react-i18next';
import type { Queue } from '#shared/domain/queue';
import { useFormat } from '#ui/i18n/use-format';
import { RetireButton } from '#ui/ui/retire-button.tsx';
import { useDesk } from '#ui/wire/desk.tsx';
import { settle } from '#ui/wire/settle';

/** Nothing is retired that a channel still feeds; where customers wait, the person is told so and asked again. */
export function RetireQueue({ queue }: { readonly queue: Queue }) {
  const { t } = useTranslation('queues');
  const format = useFormat();
  const desk = useDesk();
  const isRetired = queue.isRetired === true;
  return (
    <RetireButton
      name={format.text(queue.name)}
      isRetired={isRetired}
      help={t(isRetired ? 'reviveHelp' : 'retireHelp')}
      run={(refusal) =>
        settle(desk, { type: 'queue.configure', queue: { ...queue, isRetired: !isRetired }, despiteWaiting: refusal?.field === 'waiting' })
      }
      mayInsist={({ field }) => field === 'waiting'}
      wordsOf={({ field }) => {
        if (field === 'waiting') return t('waiting');
        return field === 'isRetired' ? t('fedByAccount') : null;
      }}
    />
  );
}
