import { useTranslation } from 'react-i18next';
import type { Connection } from '#shared/contracts/desk';
import { useFormat } from '#ui/i18n/use-format';
import { Button } from '#ui/ui/controls.tsx';
import { useAttempt, useDesk, useSession } from '#ui/wire/desk.tsx';
import { Banner } from './banner.tsx';
import { isPractice } from './connection-word.ts';
import { LONG_MS, useAfter } from './use-after.ts';

/** What a lost line means for the work, in a sentence; nothing while all is well. */
export function ConnectionBanner() {
  const { t } = useTranslation('connection');
  const desk = useDesk();
  const attempt = useAttempt();
  const core = useSession((state) => state.core);
  const connection = useSession((state) => state.connection);
  if (core === 'lost') return <CoreLost />;
  switch (connection.is) {
    case 'connected':
    case 'catching_up':
      return null;
    case 'offline':
      return <Offline connection={connection} />;
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

function Offline({ connection }: { readonly connection: Extract<Connection, { is: 'offline' }> }) {
  const { t } = useTranslation('connection');
  const format = useFormat();
  const { desk } = useDesk();
  const attempt = useAttempt();
  const { lastSyncedAt, reason } = connection;
  if (isPractice(connection)) {
    return (
      <Banner text={t('banner.cut')}>
        <Button onPress={() => attempt(() => desk.call('line.cut', { isCut: false }))}>{t('practice.end')}</Button>
      </Banner>
    );
  }
  if (reason === 'desk_too_old' || reason === 'hub_too_old') return <Banner text={t(`why.${reason}`)} />;
  const time = lastSyncedAt === null ? null : format.clock(lastSyncedAt);
  const text = time === null ? t('banner.offline_never') : t('banner.offline', { time });
  return (
    <Banner text={reason === undefined ? text : t('banner.and_why', { text, why: t(`why.${reason}`) })}>
      <Button onPress={() => attempt(() => desk.call('line.try', { by: 'agent' }))}>{t('try_now')}</Button>
    </Banner>
  );
}

/** A restart takes a second or two; what takes longer needs the agent. */
function CoreLost() {
  const { t } = useTranslation('connection');
  const isLong = useAfter(LONG_MS);
  return <Banner text={isLong ? t('banner.core_gone') : t('banner.core_lost')} />;
}
