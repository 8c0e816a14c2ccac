import { DEFAULT_NOTICES } from '#shared/domain/notice';
import { act, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { I18nextProvider } from 'react-i18next';
import { createI18n } from '#ui/i18n/i18n';
import { createToasts, ToastsProvider } from '#ui/ui/toasts.tsx';
import { createDesk } from '#ui/wire/create-desk';
import { DeskProvider } from '#ui/wire/desk.tsx';
import type { Clock } from '#shared/domain/clock';
import type { Ids } from '#shared/domain/ids';
import type { MemoryDesk } from './memory-desk.ts';
import { waitUntil } from './wait-until.ts';

export interface RenderDeskOptions {
  readonly memory: MemoryDesk;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly locale?: 'ja' | 'en';
}

/** A desk connected to the memory desk, with the first answers in; nothing drawn. */
export async function connectDesk({ memory, clock, ids, locale = 'en' }: RenderDeskOptions) {
  const settings = {
    locale,
    theme: 'light',
    sendKey: 'enter',
    zoom: 100,
    showsPreviews: true,
    sendDelay: 0,
    fileBudgetMb: 500,
    notices: DEFAULT_NOTICES,
  } as const;
  const desk = createDesk({ source: memory.source, clock, ids, settings });
  const stop = desk.start();
  await waitUntil(() => desk.session.getState().core === 'open', { what: 'the desk to be connected' });
  return { desk, stop };
}

/** Draws something inside everything a component may ask for. */
export async function renderDesk(children: ReactNode, options: RenderDeskOptions) {
  const toasts = createToasts();
  const { desk, stop } = await connectDesk(options);
  const { locale } = desk.session.getState().settings;
  const i18n = createI18n(locale);
  desk.session.subscribe(({ settings }) => void i18n.changeLanguage(settings.locale));
  const drawn = await act(async () =>
    render(
      <I18nextProvider i18n={i18n}>
        <I18nProvider locale={locale === 'ja' ? 'ja-JP' : 'en-GB'}>
          <ToastsProvider toasts={toasts}>
            <DeskProvider desk={desk}>{children}</DeskProvider>
          </ToastsProvider>
        </I18nProvider>
      </I18nextProvider>,
    ),
  );
  return { ...drawn, desk, toasts, i18n, stop };
}
