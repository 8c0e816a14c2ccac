import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Locale } from '#shared/domain/text';
import { resources } from './resources.ts';

export function createI18n(locale: Locale): i18n {
  const instance = createInstance();
  // The texts are here already, so this is done before it returns.
  void instance.use(initReactI18next).init({
    lng: locale,
    fallbackLng: false,
    resources,
    defaultNS: 'common',
    initAsync: false,
    // React escapes what it draws.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  return instance;
}
