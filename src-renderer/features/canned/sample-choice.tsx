import { useTranslation } from 'react-i18next';
import { Select } from '#ui/ui/select.tsx';
import { SAMPLE_IDS, type SampleId } from './sample-customers.ts';

interface SampleChoiceProps {
  readonly chosen: SampleId;
  readonly onChoose: (id: SampleId) => void;
}

/** Which customer the previews are for. */
export function SampleChoice({ chosen, onChoose }: SampleChoiceProps) {
  const { t } = useTranslation('canned');
  return (
    <Select<SampleId>
      label={t('sample.label')}
      value={chosen}
      options={SAMPLE_IDS.map((id) => ({ id, text: t(`sample.${id}`) }))}
      onChange={onChoose}
    />
  );
}
