import { useTranslation } from 'react-i18next';
import type { Interaction } from '#shared/domain/interaction';
import { Button } from '#ui/ui/controls.tsx';
import { useInsert } from '#ui/ui/insert';
import { useRecords } from '#ui/wire/desk.tsx';

/** Puts the standard warning where the agent writes, in the customer's language; the agent reads it and sends it. */
export function WarningButton({ interaction }: { readonly interaction: Interaction }) {
  const { t, i18n } = useTranslation('abuse');
  const insert = useInsert();
  const locale = useRecords(
    ({ records }) => records.customer.get(interaction.customerId)?.locale ?? records.centre.get('centre')?.locales[0],
  );
  if (interaction.abuse === undefined) return null;
  return <Button onPress={() => insert(i18n.getFixedT(locale ?? 'ja', 'abuse')('warning'))}>{t('insertWarning')}</Button>;
}
