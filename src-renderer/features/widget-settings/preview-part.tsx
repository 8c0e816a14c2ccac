import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createPreview, type Preview, type PreviewLook } from '#widget/preview';
import type { PublicWidgetSettings } from '#shared/domain/widget-settings';
import { Button } from '#ui/ui/controls.tsx';
import styles from './widget-settings.module.css';

type Look = Omit<PreviewLook, 'settings'>;

/** The widget itself, with settings that are not saved yet: opened and closed, day and night of the shop, in either language. */
export function PreviewPart({ settings }: { readonly settings: PublicWidgetSettings }) {
  const { t, i18n } = useTranslation('widget');
  const [look, setLook] = useState<Look>({
    locale: i18n.language === 'en' ? 'en' : 'ja',
    scene: 'opening',
    isStaffed: true,
    isNarrow: false,
  });
  const frame = useRef<HTMLDivElement>(null);
  const preview = useRef<Preview | null>(null);

  useEffect(() => {
    if (frame.current === null) return undefined;
    const drawn = createPreview(frame.current, () =>
      setLook((before) => ({ ...before, scene: before.scene === 'closed' ? 'opening' : 'closed' })),
    );
    preview.current = drawn;
    return () => drawn.stop();
  }, []);
  useEffect(() => preview.current?.draw({ ...look, settings }), [look, settings]);

  return (
    <section className={styles['preview']} aria-label={t('preview.title')}>
      <header>
        <h3>{t('preview.title')}</h3>
        <Choice
          label={t('preview.scene')}
          value={look.scene}
          options={[
            ['closed', t('preview.closed')],
            ['opening', t('preview.opening')],
            ['talk', t('preview.talk')],
          ]}
          onChange={(scene) => setLook({ ...look, scene })}
        />
        <Choice
          label={t('preview.staff')}
          value={look.isStaffed ? 'yes' : 'no'}
          options={[
            ['yes', t('preview.staffed')],
            ['no', t('preview.unstaffed')],
          ]}
          onChange={(is) => setLook({ ...look, isStaffed: is === 'yes' })}
        />
        <Choice
          label={t('preview.width')}
          value={look.isNarrow ? 'narrow' : 'wide'}
          options={[
            ['wide', t('preview.wide')],
            ['narrow', t('preview.narrow')],
          ]}
          onChange={(width) => setLook({ ...look, isNarrow: width === 'narrow' })}
        />
        <Choice
          label={t('preview.language')}
          value={look.locale}
          options={[
            ['ja', '日本語'],
            ['en', 'English'],
          ]}
          onChange={(locale) => setLook({ ...look, locale })}
        />
      </header>
      <div ref={frame} className={styles['frame']} data-narrow={look.isNarrow} data-testid="widget-preview">
        <div className={styles['page']} aria-hidden>
          <span />
          <span />
          <span />
          <span />
        </div>
      </div>
    </section>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [id: T, text: string])[];
  readonly onChange: (value: T) => void;
}

/** One of a few, all in sight. */
function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <fieldset aria-label={label} className={styles['toggle']}>
      {options.map(([id, text]) => (
        <Button key={id} look="quiet" aria-pressed={id === value} onPress={() => onChange(id)}>
          {text}
        </Button>
      ))}
    </fieldset>
  );
}
