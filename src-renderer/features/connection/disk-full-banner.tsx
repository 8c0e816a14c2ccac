import { useTranslation } from 'react-i18next';
import { useSession } from '#ui/wire/desk.tsx';
import { Banner } from './banner.tsx';

/** Nothing can be kept on this computer: what is safe, what is not, and what to do. It goes by itself once there is room. */
export function DiskFullBanner() {
  const { t } = useTranslation('connection');
  const isFull = useSession(({ session }) => session?.is === 'signed_in' && session.isDiskFull === true);
  return isFull ? <Banner text={t('disk_full')} /> : null;
}
