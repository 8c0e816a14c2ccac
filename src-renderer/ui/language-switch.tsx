import { useTranslation } from 'react-i18next';
import { Locale } from '#shared/domain/text';
import { useDesk, useSession } from '../wire/desk.tsx';
import { Select } from './select.tsx';

/** Each language by its own name, so that it is found by those who cannot read the other. */
const OWN_NAME: Record<Locale, string> = { ja: '日本語', en: 'English' };

/** Before sign-in nobody's settings are known: this is for this page only. */
export function LanguageSwitch() {
  const { t } = useTranslation('sign-in');
  const { session } = useDesk();
  const settings = useSession((state) => state.settings);
  return (
    <Select<Locale>
      label={t('language')}
      isLabelHidden
      value={settings.locale}
      options={Locale.options.map((id) => ({ id, text: OWN_NAME[id] }))}
      onChange={(locale) => session.setState({ settings: { ...settings, locale } })}
    />
  );
}
