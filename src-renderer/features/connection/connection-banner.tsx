import { useTranslation } from 'react-i18next';
import { useFormat } from '#ui/i18n/use-format';
import { Button } from '#ui/ui/controls.tsx';
import { useAttempt, useDesk, useSession } from '#ui/wire/desk.tsx';
import { Banner } from './banner.tsx';
import { LONG_MS, useAfter } from './use-after.ts';

/** What a lost line means for the work, in a sentence; nothing while all is well. */
export function ConnectionBanner() {
  const { t } = useTranslation('connection');
  const format = useFormat();
  const desk = useDesk();
  const attempt = useAttempt();
  const core = useSession((state) => state.core);
  const connection = useSession((state) => state.connection);
  if (core === 'lost') return <CoreLost />;
  switch (connection.is) {
    case 'connected':
    case 'catching_up':
      return null;
    case 'offline': {
      const { lastSyncedAt, reason } = connection;
      if (reason !== undefined) return <Banner text={t(`banner.${reason}`)} />;
      return (
        <Banner text={lastSyncedAt === null ? t('banner.offline_never') : t('banner.offline', { time: format.clock(lastSyncedAt) })} />
      );
    }
    case 'signed_out_elsewhere':
      return (
        <Banner text={t('banner.signed_out_elsewhere')}>
          <Button onPress={() => attempt(async () => desk.takeSession(await desk.desk.call('session.sign_out', {})))}>
            {t('sign_in_again')}
          </Button>
        </Banner>
      );
  }
}

/** A restart takes a second or two; what takes longer needs the agent. */
function CoreLost() {
  const { t } = useTranslation('connection');
  const isLong = useAfter(LONG_MS);
  return <Banner text={isLong ? t('banner.core_gone') : t('banner.core_lost')} />;
}
