import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../wire/desk.tsx';
import { createFormat, type Format } from './format.ts';

/** In the agent's language and the system's time zone. */
export function useFormat(): Format {
  const locale = useSession(({ settings }) => settings.locale);
  const { t } = useTranslation('common');
  return useMemo(() => {
    const words = { customer: t('customer'), colleague: t('colleague'), justNow: t('justNow') };
    return createFormat(locale, Intl.DateTimeFormat().resolvedOptions().timeZone, words);
  }, [locale, t]);
}
