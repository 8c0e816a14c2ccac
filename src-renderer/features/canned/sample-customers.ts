import type { PersonName } from '#shared/domain/customer';
import type { Locale } from '#shared/domain/text';

/** Customers that a text must do for: each has gone wrong somewhere. */
export const SAMPLE_IDS = ['named', 'nameless', 'unverified', 'honoured'] as const;
export type SampleId = (typeof SAMPLE_IDS)[number];

const SAMPLES: Record<SampleId, Record<Locale, PersonName | null>> = {
  named: { ja: { family: '山田', given: '花子' }, en: { family: 'Wilson', given: 'Emma' } },
  nameless: { ja: null, en: null },
  unverified: { ja: { given: 'はなこ♪', isUnverified: true }, en: { given: 'emma', isUnverified: true } },
  honoured: { ja: { given: '山田様', isUnverified: true }, en: { given: 'Emma-san', isUnverified: true } },
};

export function sampleName(id: SampleId, locale: Locale): PersonName | null {
  return SAMPLES[id][locale];
}
