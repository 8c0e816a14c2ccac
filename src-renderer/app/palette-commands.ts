import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '#shared/contracts/desk';
import { NotReadyReason, type Intent } from '#shared/domain/agent';
import { ownerOf, type Interaction } from '#shared/domain/interaction';
import { can, may } from '#shared/domain/permissions';
import { SNOOZE_OPTIONS } from '../features/handover/snooze-options.ts';
import { useSnooze } from '../features/handover/use-snooze.ts';
import type { PaletteCommand } from '../features/palette/palette.tsx';
import { putSettings } from '../state/put-settings.ts';
import { useAttempt, useDesk, useMe, useSession, useSubmit } from '../wire/desk.tsx';
import { signOut } from '../wire/sign-out.ts';
import { adminSectionsFor } from './admin-sections.ts';
import { useLineCommands } from './line-commands.ts';
import { isMac } from './platform.ts';
import { keyText } from './shortcuts.ts';

/** Everything the palette can do, in the words of the moment. */
export function usePaletteCommands(interaction: Interaction | undefined): readonly PaletteCommand[] {
  const { t } = useTranslation(['palette', 'presence', 'handover', 'admin', 'abuse', 'connection']);
  const desk = useDesk();
  const attempt = useAttempt();
  const submit = useSubmit();
  const person = useMe();
  const { id: me, role } = person;
  const snooze = useSnooze();
  const isMine = interaction?.state.is === 'handling' && interaction.state.agentId === me;
  const maySpam =
    interaction !== undefined && may(person, 'spam.judge', { queueId: interaction.queueId, ownerId: ownerOf(interaction.state) });
  const locale = useSession(({ settings }) => settings.locale);
  const line = useLineCommands();

  return useMemo(() => {
    const { ui } = desk;
    const put = (change: Partial<Settings>) => void attempt(() => putSettings(desk, change));
    const setIntent = (intent: Intent) => void submit({ type: 'agent.set_intent', intent }, 0);
    const reasons = NotReadyReason.options.filter((reason) => reason !== 'signed_out');
    const otherLocale = locale === 'ja' ? 'en' : 'ja';
    const ofWork = ['hand_over', 'give_back'] as const;
    return [
      ...(isMine ? ofWork.map((id) => ({ id, text: t(`handover:actions.${id}`), run: () => ui.setState({ sheet: id }) })) : []),
      ...(isMine ? SNOOZE_OPTIONS : []).map((option) => ({
        id: `snooze ${option}`,
        text: t('handover:snoozeCommand', { until: t(`handover:until.${option}`) }),
        run: () => interaction !== undefined && snooze(interaction, option),
      })),
      ...(isMine ? [{ id: 'canned', text: t('go.canned'), keys: keyText('mod+;', isMac()), run: pressCanned }] : []),
      ...(maySpam ? [{ id: 'spam', text: t('abuse:spam'), run: () => ui.setState({ sheet: 'spam' }) }] : []),
      ...(isMine
        ? [
            {
              id: 'snooze',
              text: t('handover:snoozeCommand', { until: t('handover:snoozeChoose') }),
              run: () => ui.setState({ sheet: 'snooze' }),
            },
          ]
        : []),
      { id: 'inbox', text: t('go.inbox'), run: () => ui.setState({ place: 'inbox' }) },
      ...(can(role, 'agent.set_queues') ? [{ id: 'team', text: t('go.team'), run: () => ui.setState({ place: 'team' }) }] : []),
      ...adminSectionsFor(role).map(({ id }) => ({
        id: `admin ${id}`,
        text: t('admin:go', { section: t(`admin:section.${id}`) }),
        run: () => ui.setState({ place: 'admin', adminSection: id }),
      })),
      { id: 'settings', text: t('go.settings'), run: () => ui.setState({ place: 'settings' }) },
      { id: 'panel', text: t('go.panel'), run: () => ui.setState(({ isContextOpen }) => ({ isContextOpen: !isContextOpen })) },
      { id: 'unsent', text: t('go.unsent'), keys: keyText('o', isMac()), run: () => ui.setState({ place: 'unsent' }) },
      ...line,
      { id: 'shortcuts', text: t('go.shortcuts'), keys: keyText('?', isMac()), run: () => ui.setState({ sheet: 'shortcuts' }) },
      { id: 'ready', text: t('state.ready'), run: () => setIntent({ is: 'ready' }) },
      ...reasons.map((reason) => ({
        id: `not_ready ${reason}`,
        text: t('state.not_ready', { reason: t(`presence:reason.${reason}`) }),
        run: () => setIntent({ is: 'not_ready', reason }),
      })),
      { id: 'language', text: t(`language.${otherLocale}`), run: () => put({ locale: otherLocale }) },
      { id: 'light', text: t('theme.light'), run: () => put({ theme: 'light' }) },
      { id: 'dark', text: t('theme.dark'), run: () => put({ theme: 'dark' }) },
      {
        id: 'sign_out',
        text: t('signOut'),
        run: () => void attempt(() => signOut(desk)),
      },
    ];
  }, [attempt, desk, interaction, isMine, line, locale, maySpam, role, snooze, submit, t]);
}

/** Once the palette is gone, which holds the focus while it is there. */
function pressCanned(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-shortcut="canned"]')?.click());
}
