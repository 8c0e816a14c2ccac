import { useTranslation } from 'react-i18next';
import { Centre, CENTRE_ID, DEFAULT_DESK_DAYS, DEFAULT_OFFLINE_HOURS } from '#shared/domain/centre';
import type { Locale } from '#shared/domain/text';
import { parseOrFail } from '#shared/rpc/failure';
import { FormFrame } from '#ui/ui/form-frame.tsx';
import { inBoth, LocalizedField } from '#ui/ui/localized-field.tsx';
import { Select } from '#ui/ui/select.tsx';
import { TimeZoneField } from '#ui/ui/time-zone-field.tsx';
import { useDesk, useRecords } from '#ui/wire/desk.tsx';
import { settle } from '#ui/wire/settle';
import { useForm } from '#ui/wire/use-form';
import styles from './centre.module.css';
import { ExportSettings } from './export-settings.tsx';

const LANGUAGES = { ja: ['ja'], ja_en: ['ja', 'en'], en_ja: ['en', 'ja'], en: ['en'] } as const satisfies Record<string, readonly Locale[]>;
type LanguagesId = keyof typeof LANGUAGES;
// Own keys of a literal, which TypeScript widens.
const LANGUAGES_IDS = Object.keys(LANGUAGES) as readonly LanguagesId[];

const OFFLINE_HOURS = [1, 4, 8, DEFAULT_OFFLINE_HOURS, 24, 48, 72];

/** Also what a settings file said, whatever it is. */
function offlineChoices(own = DEFAULT_OFFLINE_HOURS): readonly number[] {
  return [...new Set([...OFFLINE_HOURS, own])].toSorted((a, b) => a - b);
}

const DESK_DAYS = [1, 7, 14, DEFAULT_DESK_DAYS, 60, 90, 180, 365];

function dayChoices(own = DEFAULT_DESK_DAYS): readonly number[] {
  return [...new Set([...DESK_DAYS, own])].toSorted((a, b) => a - b);
}

/** What customers know the centre by, where its days begin, and which languages it works in. */
export function CentreSection() {
  const { t } = useTranslation('centre');
  const desk = useDesk();
  const centre = useRecords(({ records }) => records.centre.get(CENTRE_ID));
  const form = useForm<Centre>({
    key: 'centre',
    initial: centre ?? { name: { ja: '', en: '' }, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, locales: ['ja', 'en'] },
    save: async (value) => {
      const wished = parseOrFail(Centre, { ...value, name: inBoth(value.name), timeZone: value.timeZone.trim() }, 'centre');
      await settle(desk, { type: 'centre.configure', centre: wished });
    },
  });
  const { name, timeZone, locales } = form.value;
  return (
    <div className={styles['page']}>
      <FormFrame title={t('title')} form={form} isNew={centre === undefined}>
        <LocalizedField
          label={t('name')}
          value={name}
          onChange={(text) => form.put({ name: text })}
          error={form.failureOf('name') === null ? null : t('nameMissing')}
        />
        <TimeZoneField
          value={timeZone}
          onChange={(text) => form.put({ timeZone: text })}
          error={form.failureOf('timeZone') === null ? null : t('timeZoneWrong')}
        />
        <Select<LanguagesId>
          label={t('languages')}
          value={LANGUAGES_IDS.find((id) => LANGUAGES[id].join() === locales.join()) ?? 'ja_en'}
          options={LANGUAGES_IDS.map((id) => ({ id, text: t(`languagesOf.${id}`) }))}
          onChange={(id) => form.put({ locales: [...LANGUAGES[id]] })}
        />
        <div className={styles['explained']}>
          <Select<`${number}`>
            label={t('offlineHours')}
            value={`${form.value.offlineHours ?? DEFAULT_OFFLINE_HOURS}`}
            options={offlineChoices(form.value.offlineHours).map((hours) => ({ id: `${hours}`, text: t('hours', { count: hours }) }))}
            onChange={(hours) => form.put({ offlineHours: Number(hours) })}
          />
          <p className={styles['help']}>{t('offlineHoursHelp')}</p>
        </div>
        <div className={styles['explained']}>
          <Select<`${number}`>
            label={t('deskDays')}
            value={`${form.value.deskDays ?? DEFAULT_DESK_DAYS}`}
            options={dayChoices(form.value.deskDays).map((days) => ({ id: `${days}`, text: t('days', { count: days }) }))}
            onChange={(days) => form.put({ deskDays: Number(days) })}
          />
          <p className={styles['help']}>{t('deskDaysHelp')}</p>
        </div>
      </FormFrame>
      <ExportSettings />
    </div>
  );
}
