import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CannedResponse } from '#shared/domain/canned-response';
import type { CannedResponseId } from '#shared/domain/ids';
import { Locale, type LocalizedText } from '#shared/domain/text';
import { parseOrFail, type Failure } from '#shared/rpc/failure';
import { Button, Field } from '#ui/ui/controls.tsx';
import { FormFrame } from '#ui/ui/form-frame.tsx';
import { inBoth, LocalizedField } from '#ui/ui/localized-field.tsx';
import { useAttempt, useDesk } from '#ui/wire/desk.tsx';
import { settle } from '#ui/wire/settle';
import { useForm } from '#ui/wire/use-form';
import { SampleChoice } from './sample-choice.tsx';
import type { SampleId } from './sample-customers.ts';
import { TemplateField } from './template-field.tsx';

interface CannedFormProps {
  readonly id: CannedResponseId;
  /** Not there yet where it is new. */
  readonly known: CannedResponse | undefined;
  readonly onLeave: () => void;
}

interface Fields {
  readonly title: LocalizedText;
  readonly shortcut: string;
  readonly reading: string;
  readonly text: Readonly<Record<Locale, string>>;
}

/** One response, with the text that customers of every kind would read of it beneath. */
export function CannedForm({ id, known, onLeave }: CannedFormProps) {
  const { t } = useTranslation('canned');
  const desk = useDesk();
  const attempt = useAttempt();
  const [sample, setSample] = useState<SampleId>('named');
  const form = useForm<Fields>({
    key: `canned ${id}`,
    initial: fieldsOf(known),
    save: (fields) =>
      settle(desk, { type: 'canned_response.configure', cannedResponse: responseOf(id, fields, known?.isRetired ?? false) }),
  });
  const { title, shortcut, reading, text } = form.value;
  const shortcutFailure = form.failureOf('shortcut');

  function retire(response: CannedResponse): void {
    const cannedResponse = { ...response, isRetired: !response.isRetired };
    void attempt(() => settle(desk, { type: 'canned_response.configure', cannedResponse }));
  }

  return (
    <FormFrame
      title={t(known === undefined ? 'new' : 'edit')}
      form={form}
      isNew={known === undefined}
      failureText={sayFailure}
      {...(known === undefined ? { onCancel: onLeave } : {})}
      actions={
        known !== undefined && (
          <Button onPress={() => retire(known)} isDisabled={form.isDirty}>
            {t(known.isRetired ? 'restore' : 'retire')}
          </Button>
        )
      }
    >
      <LocalizedField
        label={t('field.title')}
        value={title}
        onChange={(next) => form.put({ title: next })}
        error={form.failureOf('title') === null ? null : t('wrong.title')}
        takesFocus={known === undefined}
      />
      <Field
        label={t('field.shortcut')}
        description={t('help.shortcut')}
        value={shortcut}
        onChange={(next) => form.put({ shortcut: next })}
        error={shortcutFailure === null ? null : t(shortcutFailure.code === 'conflict' ? 'wrong.taken' : 'wrong.shortcut')}
        autoComplete="off"
      />
      <Field
        label={t('field.reading')}
        description={t('help.reading')}
        value={reading}
        onChange={(next) => form.put({ reading: next })}
        error={form.failureOf('reading') === null ? null : t('wrong.reading')}
        autoComplete="off"
      />
      <SampleChoice chosen={sample} onChoose={setSample} />
      {Locale.options.map((locale) => (
        <TemplateField
          key={locale}
          locale={locale}
          sample={sample}
          value={text[locale]}
          onChange={(next) => form.put({ text: { ...text, [locale]: next } })}
          error={form.failureOf('text') === null ? null : t('wrong.text')}
        />
      ))}
    </FormFrame>
  );

  function sayFailure(failure: Failure): string | null {
    return failure.field === 'shortcut' && failure.code === 'conflict' ? t('wrong.taken') : null;
  }
}

function fieldsOf(known: CannedResponse | undefined): Fields {
  return {
    title: known?.title ?? { ja: '', en: '' },
    shortcut: known?.shortcut ?? '',
    reading: known?.reading ?? '',
    text: { ja: known?.text.ja ?? '', en: known?.text.en ?? '' },
  };
}

/** What is left empty is not there: a text in one language suffices, a shortcut is nobody's duty. */
function responseOf(id: CannedResponseId, { title, shortcut, reading, text }: Fields, isRetired: boolean): CannedResponse {
  const { ja, en } = text;
  return parseOrFail(
    CannedResponse,
    {
      id,
      title: inBoth(title),
      shortcut: shortcut.trim() === '' ? null : shortcut.trim(),
      reading: reading.trim() === '' ? null : reading.trim(),
      text: { ...(ja.trim() === '' ? {} : { ja }), ...(en.trim() === '' ? {} : { en }) },
      isRetired,
    },
    'canned response',
  );
}
