import { useTranslation } from 'react-i18next';
import type { Customer } from '#shared/domain/customer';
import { Locale } from '#shared/domain/text';
import { Select } from '#ui/ui/select.tsx';
import { useSubmit } from '#ui/wire/desk.tsx';

const OPTIONS = [...Locale.options, 'none'] as const;

/** In which language this person is written to. */
export function CustomerLanguage({ customer }: { readonly customer: Customer }) {
  const { t } = useTranslation('customer-edit');
  const submit = useSubmit();
  return (
    <Select
      label={t('language')}
      isLabelHidden
      value={customer.locale ?? 'none'}
      options={OPTIONS.map((id) => ({ id, text: t(`languages.${id}`) }))}
      onChange={(id) => {
        const locale = id === 'none' ? null : id;
        if (locale !== customer.locale) void submit({ type: 'customer.set_locale', customerId: customer.id, locale }, 0);
      }}
    />
  );
}
