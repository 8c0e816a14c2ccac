import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { PaletteCommand } from '../features/palette/palette.tsx';
import { useAttempt, useDesk, useSession } from '../wire/desk.tsx';
import { isMac } from './platform.ts';
import { keyText } from './shortcuts.ts';

/** What the palette can do about the line to the hub. */
export function useLineCommands(): readonly PaletteCommand[] {
  const { t } = useTranslation('connection');
  const { desk } = useDesk();
  const attempt = useAttempt();
  const { isOffline, isCut, isDemo } = useSession(({ connection }) => ({
    isOffline: connection.is === 'offline',
    isCut: connection.is === 'offline' && connection.reason === 'cut',
    isDemo: connection.is !== 'signed_out_elsewhere' && connection.isDemo === true,
  }));
  return useMemo(
    () => [
      { id: 'connection', text: t('show'), keys: keyText('l', isMac()), run: pressConnection },
      ...(isOffline && !isCut
        ? [{ id: 'try_now', text: t('tryCommand'), run: () => void attempt(() => desk.call('line.try', { by: 'agent' })) }]
        : []),
      ...(isDemo
        ? [
            {
              id: 'cut',
              text: t(isCut ? 'practice.endCommand' : 'practice.command'),
              run: () => void attempt(() => desk.call('line.cut', { isCut: !isCut })),
            },
          ]
        : []),
    ],
    [attempt, desk, isCut, isDemo, isOffline, t],
  );
}

/** Once the palette is gone, which holds the focus while it is there. */
function pressConnection(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-shortcut="connection"]')?.click());
}
