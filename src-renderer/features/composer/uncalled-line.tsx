import { useTranslation } from 'react-i18next';
import { mentionsIn } from '#shared/domain/mention';
import { useFormat } from '#ui/i18n/use-format';
import styles from './composer.module.css';
import type { Colleague } from './use-colleagues.ts';

interface UncalledLineProps {
  readonly text: string;
  readonly colleagues: readonly Colleague[];
}

/** Who is named in the note and will not hear of it. */
export function UncalledLine({ text, colleagues }: UncalledLineProps) {
  const { t } = useTranslation('composer');
  const format = useFormat();
  const hidden = colleagues.filter(({ maySee }) => !maySee).map(({ agent }) => agent);
  const named = new Set(mentionsIn(text, hidden).map(({ agentId }) => agentId));
  const names = hidden.filter(({ id }) => named.has(id)).map((agent) => format.agent(agent));
  return names.length === 0 ? null : (
    <output className={styles['uncalled']}>{t('mention.uncalled', { names: names.join(t('and')) })}</output>
  );
}
