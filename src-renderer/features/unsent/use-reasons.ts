import { useTranslation } from 'react-i18next';
import type { OutboxItem } from '#shared/contracts/desk';
import { FILE_LIMIT, fileProblemOf, MOST_FILES } from '#shared/files/file-rules';
import { sizeText } from '#ui/i18n/size-text';
import { useFormat } from '#ui/i18n/use-format';
import { useSession } from '#ui/wire/desk.tsx';
import { kindOf } from './unsent-words.ts';

/** Why it is still here, in sentences; never a code. */
export function useReasons({ command: { body }, state }: OutboxItem): readonly string[] {
  const { t } = useTranslation(['unsent', 'errors', 'files']);
  const format = useFormat();
  const isConnected = useSession(({ connection }) => connection.is === 'connected');
  switch (state.is) {
    case 'waiting':
      return [isConnected ? t('waits_turn') : t('waiting')];
    case 'sending':
      return [t('sending')];
    case 'held':
      return state.reasons.map((reason) => t(`held.${reason}`));
    case 'refused': {
      const problem = fileProblemOf(state.failure);
      if (problem !== null) return [t(`files:problem.${problem}`, { limit: sizeText(FILE_LIMIT, format), most: MOST_FILES })];
      const { code } = state.failure;
      const kind = kindOf(body);
      if (code === 'offline') return [t('refused.too_late')];
      if (code === 'conflict' && (kind === 'message' || kind === 'work' || kind === 'wrap_up')) return [t(`refused.conflict_${kind}`)];
      if (code === 'denied' && (kind === 'message' || kind === 'note' || kind === 'work' || kind === 'wrap_up'))
        return [t('refused.denied')];
      return [t(`errors:${code}`)];
    }
  }
}
