import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/ui/controls.tsx';
import { useAttempt, useDesk, useSession } from '#ui/wire/desk.tsx';
import { Banner } from './banner.tsx';

/** Who chose to wait is signed out the moment all is sent, and can still stay. */
export function LeavingBanner() {
  const { t } = useTranslation('sign-out');
  const desk = useDesk();
  const attempt = useAttempt();
  const leaves = useSession(({ session }) => session?.is === 'signed_in' && session.leavesWhenSent === true);
  if (!leaves) return null;
  return (
    <Banner text={t('leaving')}>
      <Button onPress={() => attempt(async () => desk.takeSession(await desk.desk.call('session.stay', {})))}>{t('stay')}</Button>
    </Banner>
  );
}

/** What lay sealed on this computer since the person was here last: told once at each sign-in. */
export function KeptBanner() {
  const { t } = useTranslation(['sign-out', 'common']);
  const { ui } = useDesk();
  const kept = useSession(({ session }) => (session?.is === 'signed_in' ? (session.kept ?? null) : null));
  const [isRead, setIsRead] = useState(false);
  if (kept === null || isRead) return null;
  const { waiting, held, refused, drafts, files } = kept;
  const wishes = waiting + held + refused;
  return (
    <Banner text={t('kept', { wishes, drafts: drafts + files })}>
      {wishes > 0 && <Button onPress={() => ui.setState({ place: 'unsent' })}>{t('keptOpen')}</Button>}
      <Button onPress={() => setIsRead(true)}>{t('common:close')}</Button>
    </Banner>
  );
}
