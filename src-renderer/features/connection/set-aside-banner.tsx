import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/ui/controls.tsx';
import { useSession } from '#ui/wire/desk.tsx';
import { Banner } from './banner.tsx';

/** Unsent work that could not be read any more: where it lies, and what to do. Read once, it goes; the settings still say it. */
export function SetAsideBanner() {
  const { t } = useTranslation(['connection', 'common']);
  const session = useSession((state) => state.session);
  const [readFile, setReadFile] = useState<string | null>(null);
  const file = session?.is === 'signed_in' ? session.setAside : undefined;
  if (session?.is !== 'signed_in' || file === undefined || file === readFile) return null;
  const { saved } = session;
  return (
    <Banner text={saved === undefined ? t('set_aside', { file }) : t('set_aside_saved', { file, ...saved })}>
      <Button onPress={() => setReadFile(file)}>{t('common:close')}</Button>
    </Banner>
  );
}
