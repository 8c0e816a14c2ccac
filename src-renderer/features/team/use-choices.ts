import { useTranslation } from 'react-i18next';
import { AgentId, DispositionId, QueueId } from '#shared/domain/ids';
import { can } from '#shared/domain/permissions';
import { useFormat } from '#ui/i18n/use-format';
import { outcomesOf } from '#ui/state/outcomes';
import { presenceOf, teamOf } from '#ui/state/selectors';
import { useRecords } from '#ui/wire/desk.tsx';
import type { Choice } from './choice-list.tsx';
import type { Direction } from './direct-plan.ts';

/** What work can be directed to: colleagues, queues, or outcomes. */
export function useChoices(is: Direction['is']): readonly Choice[] {
  const { t } = useTranslation('presence');
  const format = useFormat();
  const records = useRecords((state) => state.records);
  switch (is) {
    case 'assign':
      return teamOf(records)
        .filter(({ role }) => can(role, 'interaction.handle'))
        .map((agent) => ({
          id: agent.id,
          text: format.agent(agent),
          alsoFoundBy: [agent.latinName, agent.loginName, agent.name.family, agent.name.familyReading].join(' '),
          hint: t(`state.${presenceOf(records, agent).shown}`),
        }));
    case 'move':
      return [...records.queue.values()]
        .filter(({ isRetired }) => isRetired !== true)
        .map(({ id, name }) => ({ id, text: format.text(name), alsoFoundBy: `${name.ja} ${name.en}` }));
    case 'close':
      return outcomesOf(records.disposition, format).map(({ id, above, text, foundBy }) => ({
        id,
        text: `${above}${text}`,
        alsoFoundBy: foundBy,
      }));
    case 'reopen':
      return [];
  }
}

/** Null while nothing is chosen that has to be. */
export function directionOf(is: Direction['is'], chosenId: string | null): Direction | null {
  if (is === 'reopen') return { is };
  if (chosenId === null) return null;
  switch (is) {
    case 'assign':
      return { is, agentId: AgentId.parse(chosenId) };
    case 'move':
      return { is, queueId: QueueId.parse(chosenId) };
    case 'close':
      return { is, dispositionId: DispositionId.parse(chosenId) };
  }
}
