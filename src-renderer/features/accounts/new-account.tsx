import { useTranslation } from 'react-i18next';
import { Button } from '#ui/ui/controls.tsx';
import { Menu } from '#ui/ui/menu.tsx';
import { ACCOUNT_KINDS, type AccountKind } from './account-draft.ts';

/** Which kind of account is to be added. */
export function NewAccount({ onChoose }: { readonly onChoose: (kind: AccountKind) => void }) {
  const { t } = useTranslation(['accounts', 'admin']);
  const items = ACCOUNT_KINDS.map((kind) => ({ id: kind, text: t(`kind.${kind}`) }));
  return (
    <Menu
      trigger={<Button aria-label={t('newTitle')}>{t('admin:list.new')}</Button>}
      label={t('newTitle')}
      sections={[{ title: t('newTitle'), items }]}
      onChoose={(id) => {
        const kind = ACCOUNT_KINDS.find((one) => one === id);
        if (kind !== undefined) onChoose(kind);
      }}
    />
  );
}
