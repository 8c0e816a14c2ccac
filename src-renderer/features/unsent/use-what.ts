import { useTranslation } from 'react-i18next';
import type { CommandBody } from '#shared/commands/index';
import { useFormat } from '#ui/i18n/use-format';
import { outcomeText } from '#ui/state/outcomes';
import { useRecords } from '#ui/wire/desk.tsx';
import { kindOf } from './unsent-words.ts';

/** What it is in a word or two: "Reply", "Wrap-up: refunded", "Hand over to Kenji Sato". */
export function useWhat(body: CommandBody): string {
  const { t } = useTranslation('unsent');
  const format = useFormat();
  const facts = useRecords(({ records }) => {
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the others say all by their kind
    switch (body.type) {
      case 'wrap_up.complete':
        return { name: outcomeText(records.disposition, body.dispositionId, format) ?? '' };
      case 'interaction.give_back': {
        const queue = records.queue.get(body.queueId);
        return { name: queue === undefined ? '…' : format.text(queue.name) };
      }
      case 'interaction.hand_over':
        return { name: format.agent(records.agent.get(body.agentId)) };
      default:
        return { name: '' };
    }
  });
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the others say all by their kind
  switch (body.type) {
    case 'wrap_up.complete':
      return facts.name === '' ? t('kind.wrap_up') : t('what.wrap_up', facts);
    case 'interaction.give_back':
      return t('what.give_back', facts);
    case 'interaction.hand_over':
      return t('what.hand_over', facts);
    case 'interaction.snooze':
      return t('what.snooze', { time: format.full(body.until) });
    case 'interaction.wake':
      return t('what.wake');
    default:
      return t(`kind.${kindOf(body)}`);
  }
}
