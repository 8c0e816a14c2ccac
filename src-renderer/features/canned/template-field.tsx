import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { blanksIn, CANNED_VARIABLES, isCannedVariable } from '#shared/domain/canned-text';
import { CENTRE_ID } from '#shared/domain/centre';
import { TEXT_LIMIT, type Locale } from '#shared/domain/text';
import { Button } from '#ui/ui/controls.tsx';
import inputs from '#ui/ui/controls.module.css';
import { Icon } from '#ui/ui/icon.tsx';
import { Menu } from '#ui/ui/menu.tsx';
import { useDesk, useMe, useRecords } from '#ui/wire/desk.tsx';
import { CannedText } from './canned-text.tsx';
import styles from './canned.module.css';
import { fillCanned } from './fill-canned.ts';
import { sampleName, type SampleId } from './sample-customers.ts';

interface TemplateFieldProps {
  readonly locale: Locale;
  readonly sample: SampleId;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | null;
}

const EXAMPLE: Record<Locale, string> = { ja: '{{注文番号}}', en: '{{order number}}' };

/** The text in one language, what can be filled in into it, and how a customer will read it. */
export function TemplateField({ locale, sample, value, onChange, error }: TemplateFieldProps) {
  const { t } = useTranslation('canned');
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const { ticker } = useDesk();
  const agent = useMe();
  const { centre, queue } = useRecords(({ records }) => ({
    centre: records.centre.get(CENTRE_ID),
    queue: [...records.queue.values()][0],
  }));
  const parts = fillCanned(value, { locale, customerName: sampleName(sample, locale), agent, centre, queue, now: ticker.now() });
  const own = [...new Set(blanksIn(value).map(({ name }) => name))].filter((name) => !isCannedVariable(name));

  function insert(name: string): void {
    const at = field.current?.selectionStart ?? value.length;
    onChange(`${value.slice(0, at)}{{${name}}}${value.slice(field.current?.selectionEnd ?? at)}`);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(at + name.length + 4, at + name.length + 4);
    });
  }

  return (
    <div className={styles['template']}>
      <div className={styles['templateHead']}>
        <label htmlFor={id} className={inputs['label']}>
          {t(`field.text.${locale}`)}
        </label>
        <Menu
          label={t('insertVariable')}
          trigger={
            <Button look="quiet">
              {t('insertVariable')}
              <Icon name="down" size="0.75rem" />
            </Button>
          }
          sections={[{ title: t('insertVariable'), items: CANNED_VARIABLES.map((name) => ({ id: name, text: t(`variable.${name}`) })) }]}
          onChoose={insert}
        />
      </div>
      <textarea
        ref={field}
        id={id}
        lang={locale}
        className={`${inputs['input']} ${styles['area']}`}
        rows={5}
        maxLength={TEXT_LIMIT}
        value={value}
        aria-describedby={`${id}-foot`}
        aria-invalid={error !== null}
        {...(error === null ? {} : { 'data-invalid': true })}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <p id={`${id}-foot`} className={error === null ? styles['hint'] : styles['alarm']}>
        {error ?? (own.length > 0 ? t('ownBlanks', { names: own.join(t('and')) }) : t('help.text', { example: EXAMPLE[locale] }))}
      </p>
      {value.trim() !== '' && (
        <section className={styles['sample']} aria-label={t('preview')}>
          <CannedText parts={parts} locale={locale} />
        </section>
      )}
    </div>
  );
}
