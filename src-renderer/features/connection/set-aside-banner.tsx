import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/ui/controls.tsx';
import { useSession } from '#ui/wire/desk.tsx';
import { Banner } from './banner.tsx';

/** Unsent work that could not be read any more: where it lies, and what to do. Read once, it goes; the settings still say it. */
export function SetAsideBanner() {
  const { t } = useTranslation(['connection', 'common']);
  const file = useSession(({ session }) => (session?.is === 'signed_in' ? (session.setAside ?? null) : null));
  const [readFile, setReadFile] = useState<string | null>(null);
  if (file === null || file === readFile) return null;
  return (
    <Banner text={t('set_aside', { file })}>
      <Button onPress={() => setReadFile(file)}>{t('common:close')}</Button>
    </Banner>
  );
}
