import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { dispositionHeight, DISPOSITION_LEVELS, dispositionTree, isAbove, type Dispositions } from '#shared/domain/disposition-tree';
import type { DispositionId } from '#shared/domain/ids';
import { Disposition } from '#shared/domain/interaction';
import type { LocalizedText } from '#shared/domain/text';
import { parseOrFail } from '#shared/rpc/failure';
import { useFormat } from '#ui/i18n/use-format';
import { Field } from '#ui/ui/controls.tsx';
import { FormFrame } from '#ui/ui/form-frame.tsx';
import { inBoth, LocalizedField } from '#ui/ui/localized-field.tsx';
import { RetireButton } from '#ui/ui/retire-button.tsx';
import { Select } from '#ui/ui/select.tsx';
import { useDesk, useRecords } from '#ui/wire/desk.tsx';
import { settle } from '#ui/wire/settle';
import { useForm } from '#ui/wire/use-form';
import styles from './dispositions.module.css';

const TOP = 'top';

interface Draft {
  readonly label: LocalizedText;
  readonly reading: string;
  readonly parentId: string;
}

export interface DispositionFormProps {
  readonly id: DispositionId;
  /** Undefined for a new one. */
  readonly disposition: Disposition | undefined;
  /** Where a new one was begun. */
  readonly under?: DispositionId | undefined;
  readonly onSaved?: () => void;
  readonly onCancel?: () => void;
}

export function DispositionForm({ id, disposition, under, onSaved, onCancel }: DispositionFormProps) {
  const { t } = useTranslation('dispositions');
  const format = useFormat();
  const desk = useDesk();
  const all = useRecords(({ records }) => records.disposition);
  const form = useForm<Draft>({
    key: disposition === undefined ? 'disposition new' : `disposition ${id}`,
    initial: {
      label: disposition?.label ?? { ja: '', en: '' },
      reading: disposition?.reading ?? '',
      parentId: disposition === undefined ? (under ?? TOP) : (disposition.parentId ?? TOP),
    },
    save: ({ label, reading, parentId }) =>
      settle(desk, {
        type: 'disposition.configure',
        disposition: parseOrFail(
          Disposition,
          {
            id,
            label: inBoth(label),
            isRetired: disposition?.isRetired ?? false,
            ...(reading.trim() === '' ? {} : { reading: reading.trim() }),
            ...(parentId === TOP ? {} : { parentId }),
          },
          'disposition',
        ),
      }),
  });
  const { label, reading, parentId } = form.value;
  const places = useMemo(() => placesFor(all, id), [all, id]);
  return (
    <FormFrame
      title={disposition === undefined ? t('newTitle') : format.text(disposition.label)}
      form={form}
      isNew={disposition === undefined}
      actions={disposition === undefined ? null : <Retire disposition={disposition} />}
      {...(onSaved === undefined ? {} : { onSaved })}
      {...(onCancel === undefined ? {} : { onCancel })}
    >
      {disposition?.isRetired === true && <p className={styles['retired']}>{t('retiredHelp')}</p>}
      <LocalizedField
        label={t('label')}
        value={label}
        takesFocus={disposition === undefined}
        onChange={(text) => form.put({ label: text })}
        error={form.failureOf('label') === null ? null : t('labelMissing')}
      />
      <Field
        label={t('reading')}
        description={t('readingHelp')}
        lang="ja"
        value={reading}
        onChange={(text) => form.put({ reading: text })}
        error={form.failureOf('reading') === null ? null : t('readingLong')}
      />
      <Select
        label={t('parent')}
        value={parentId}
        options={[
          { id: TOP, text: t('top') },
          ...places.map(({ disposition: place, level }) => ({ id: place.id, text: `${'　'.repeat(level)}${format.text(place.label)}` })),
        ]}
        onChange={(place) => form.put({ parentId: place })}
      />
      {form.failureOf('parentId') !== null && (
        <p className={styles['error']} role="alert">
          {t('parentWrong')}
        </p>
      )}
      <p className={styles['help']}>{t('parentHelp')}</p>
    </FormFrame>
  );
}

/** Under these it would still be one of three levels, and not below itself. */
function placesFor(all: Dispositions, id: DispositionId): ReturnType<typeof dispositionTree> {
  const height = all.has(id) ? dispositionHeight(all, id) : 1;
  return dispositionTree(all).filter(
    ({ disposition, level, isRetired }) => !isRetired && level + 1 + height <= DISPOSITION_LEVELS && !isAbove(all, id, disposition.id),
  );
}

function Retire({ disposition }: { readonly disposition: Disposition }) {
  const { t } = useTranslation('dispositions');
  const format = useFormat();
  const desk = useDesk();
  const { isRetired } = disposition;
  return (
    <RetireButton
      name={format.text(disposition.label)}
      isRetired={isRetired}
      help={t(isRetired ? 'reviveHelp' : 'retireHelp')}
      run={() => settle(desk, { type: 'disposition.configure', disposition: { ...disposition, isRetired: !isRetired } })}
    />
  );
}
