import type { i18n } from 'i18next';
import { I18nProvider } from 'react-aria-components';
import { I18nextProvider } from 'react-i18next';
import { useStore } from 'zustand';
import { ToastsProvider, type Toasts } from '../ui/toasts.tsx';
import type { Desk } from '../wire/create-desk.ts';
import { DeskProvider } from '../wire/desk.tsx';
import { SoundsContext } from '../wire/sounds-context.tsx';
import type { Sounds } from '../wire/sounds.ts';
import { App } from './app.tsx';

export interface RootProps {
  readonly desk: Desk;
  readonly i18n: i18n;
  readonly toasts: Toasts;
  readonly sounds: Sounds;
}

/** Everything a component may ask for, put around the application. */
export function Root({ desk, i18n, toasts, sounds }: RootProps) {
  const locale = useStore(desk.session, ({ settings }) => settings.locale);
  return (
    <I18nextProvider i18n={i18n}>
      <I18nProvider locale={locale === 'ja' ? 'ja-JP' : 'en-GB'}>
        <ToastsProvider toasts={toasts}>
          <SoundsContext value={sounds}>
            <DeskProvider desk={desk}>
              <App />
            </DeskProvider>
          </SoundsContext>
        </ToastsProvider>
      </I18nProvider>
    </I18nextProvider>
  );
}
