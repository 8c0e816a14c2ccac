import { act, cleanup, render } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { onTestFinished } from 'vitest';
import { Root } from '#ui/app/root.tsx';
import { startNotifier } from '#ui/app/notifier';
import { createI18n } from '#ui/i18n/i18n';
import { createToasts } from '#ui/ui/toasts.tsx';
import { createDesk } from '#ui/wire/create-desk';
import { followPageNotices } from '#ui/wire/page-notices';
import { DEFAULT_NOTICES } from '#shared/domain/notice';
import { createFixtures, type FixtureOptions } from './desk-fixtures.ts';
import { createFakeClock } from './fake-clock.ts';
import { createFakeIds } from './fake-ids.ts';
import { giveLayout } from './layout.ts';
import { createMemoryDesk, type MemoryDeskOptions } from './memory-desk.ts';
import { waitUntil } from './wait-until.ts';

export interface WorkspaceOptions
  extends Partial<Omit<FixtureOptions, 'now'>>, Pick<Partial<MemoryDeskOptions>, 'capabilities' | 'isDemo' | 'setupState' | 'desks'> {
  readonly as?: string | null;
  readonly locale?: 'ja' | 'en';
  readonly width?: number;
}

/** The whole application on a memory desk, as the agent has it open, with a keyboard and a pointer. */
export async function openWorkspace({
  as = 'mika',
  locale = 'en',
  width = 1440,
  capabilities,
  isDemo,
  setupState,
  desks,
  ...fixtures
}: WorkspaceOptions = {}) {
  giveLayout({ width });
  const clock = createFakeClock();
  const ids = createFakeIds();
  const { people, records } = createFixtures({ now: clock.now(), ...fixtures });
  const memory = createMemoryDesk({
    clock,
    ids,
    people,
    records,
    loginName: as,
    settings: { locale },
    ...(capabilities === undefined ? {} : { capabilities }),
    ...(isDemo === undefined ? {} : { isDemo }),
    ...(setupState === undefined ? {} : { setupState }),
    ...(desks === undefined ? {} : { desks }),
  });
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
  const i18n = createI18n(locale);
  const followLocale = desk.session.subscribe((state) => void i18n.changeLanguage(state.settings.locale));
  const stopNotices = followPageNotices(desk.session, window);
  const toasts = createToasts();
  const played: string[] = [];
  const sounds = { play: (kind: string, volume: number) => void played.push(`${kind} ${volume}`) };
  const stopNotifier = startNotifier({ desk, i18n, page: document, sounds, news: (text) => toasts.add(text) });
  const stop = desk.start();
  onTestFinished(() => {
    cleanup();
    followLocale();
    stopNotices();
    stopNotifier();
    stop();
    localStorage.clear();
  });
  await waitUntil(() => desk.session.getState().core === 'open', { what: 'the desk to be connected' });
  await waitUntil(() => as === null || desk.records.getState().records.interaction.size > 0, { what: 'the inbox to be there' });
  const drawn = await act(async () => render(<Root desk={desk} i18n={i18n} toasts={toasts} sounds={sounds} />));
  return {
    ...drawn,
    desk,
    memory,
    /** What the loudspeaker was told: kind and volume. */
    played,
    clock,
    i18n,
    user: userEvent.setup({ delay: null }),
    /** Lets time pass, and what it brings be drawn. */
    pass: (ms: number) => act(() => clock.advance(ms)),
    /** Something that happens outside the page. */
    happen: (what: () => void) =>
      act(async () => {
        what();
        // Frames cross the wire in microtasks.
        await new Promise((resolve) => setTimeout(resolve, 0));
      }),
  };
}
