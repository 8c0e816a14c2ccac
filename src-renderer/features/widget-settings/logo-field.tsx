import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/ui/controls.tsx';
import { shrinkLogo, type LogoFault } from './shrink-logo.ts';
import styles from './widget-settings.module.css';

export interface LogoFieldProps {
  /** A data: address; empty: none. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A picture is chosen, and made small before it goes anywhere. */
export function LogoField({ value, onChange }: LogoFieldProps) {
  const { t } = useTranslation('widget');
  const picker = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<LogoFault | null>(null);

  async function choose(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    const outcome = await shrinkLogo(file);
    if ('fault' in outcome) return setFault(outcome.fault);
    setFault(null);
    onChange(outcome.logo);
  }

  return (
    <div className={styles['logo']}>
      <span className={styles['label']}>{t('field.logo')}</span>
      <div className={styles['buttons']}>
        {value !== '' && <LogoPicture address={value} />}
        <Button onPress={() => picker.current?.click()}>{t(value === '' ? 'logo.choose' : 'logo.replace')}</Button>
        {value !== '' && (
          <Button look="quiet" onPress={() => onChange('')}>
            {t('logo.remove')}
          </Button>
        )}
        <input
          ref={picker}
          type="file"
          accept="image/png,image/jpeg,image/webp"
          hidden
          aria-label={t('field.logo')}
          onChange={(event) => {
            void choose(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
        />
      </div>
      <output className={fault === null ? styles['quiet'] : styles['alarm']}>
        {fault === null ? t('help.logo') : t(`logo.fault.${fault}`)}
      </output>
    </div>
  );
}

/** Painted, because the desk's page shows no data: address. */
function LogoPicture({ address }: { readonly address: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let isGone = false;
    const bytes = Uint8Array.from(atob(address.slice(address.indexOf(',') + 1)), (letter) => letter.charCodeAt(0));
    void createImageBitmap(new Blob([bytes])).then(
      (picture) => {
        const target = canvas.current;
        if (isGone || target === null) return;
        target.width = picture.width;
        target.height = picture.height;
        target.getContext('2d')?.drawImage(picture, 0, 0);
      },
      () => undefined, // No picture after all: the place stays empty, and the preview says the same.
    );
    return () => {
      isGone = true;
    };
  }, [address]);
  return <canvas ref={canvas} className={styles['picture']} aria-hidden />;
}
