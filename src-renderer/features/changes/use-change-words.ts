import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { AgentProfile, Role } from '#shared/domain/agent';
import type { ConfigChange } from '#shared/domain/config-change';
import { Channel } from '#shared/domain/conversation';
import { Instant } from '#shared/domain/clock';
import { DispositionId } from '#shared/domain/ids';
import { LocalizedText } from '#shared/domain/text';
import { useFormat } from '#ui/i18n/use-format';
import { outcomeText } from '#ui/state/outcomes';
import { useRecords } from '#ui/wire/desk.tsx';
import type enChanges from '#locales/en/changes.json';
import type { FieldChange } from './fields-of-change.ts';

type FieldName = keyof (typeof enChanges)['field'];

/** A change of the set-up in the words of the screens: no ids, no JSON, and durations as people read them. */
export function useChangeWords() {
  const { t } = useTranslation(['changes', 'common', 'admin']);
  const format = useFormat();
  const queues = useRecords(({ records }) => records.queue);
  const dispositions = useRecords(({ records }) => records.disposition);

  const nameOf = useCallback(
    ({ kind, after }: Pick<ConfigChange, 'kind' | 'after'>): string => {
      switch (kind) {
        case 'centre':
          return t('kind.centre');
        case 'agent':
          return personOf(after);
        case 'queue':
        case 'channel_account':
          return localized(after['name']);
        case 'disposition':
          return localized(after['label']);
        case 'canned_response':
          return localized(after['title']);
      }

      function personOf(profile: unknown): string {
        const person = AgentProfile.safeParse(profile);
        return person.success ? format.agent(person.data) : '…';
      }

      function localized(value: unknown): string {
        const text = LocalizedText.safeParse(value);
        return text.success ? format.text(text.data) : '…';
      }
    },
    [t, format],
  );

  const fieldText = useCallback(
    ({ field, part }: FieldChange): string => {
      const name = isFieldName(field, t('field', { returnObjects: true })) ? t(`field.${field}`) : field;
      if (part === null) return name;
      if (part === 'ja' || part === 'en') return t('inLanguage', { name, language: t(`language.${part}`) });
      const channel = Channel.safeParse(part);
      return t('ofPart', { name, part: channel.success ? t(`common:channel.${channel.data}`) : part });
    },
    [t],
  );

  const valueText = useCallback(
    ({ field }: FieldChange, value: unknown): string => {
      // What was never retired does not say so.
      if (field === 'isRetired') return t(value === true ? 'value.retired' : 'value.inUse');
      if (value === undefined || value === null || value === '') return t('value.none');
      switch (field) {
        case 'targetMs':
        case 'ringTimeoutMs':
          return format.duration(Number(value));
        case 'isActive':
        case 'hasSignedIdentity':
          return t(value === true ? 'value.on' : 'value.off');
        case 'queueId':
          return queueText(value);
        case 'queueIds':
          return Array.isArray(value) && value.length > 0 ? value.map(queueText).join('、') : t('value.none');
        case 'parentId': {
          const id = DispositionId.safeParse(value);
          return (id.success ? outcomeText(dispositions, id.data, format) : null) ?? t('value.unknown');
        }
        case 'role': {
          const role = Role.safeParse(value);
          return role.success ? t(`common:role.${role.data}`) : t('value.unknown');
        }
        case 'channel': {
          const channel = Channel.safeParse(value);
          return channel.success ? t(`common:channel.${channel.data}`) : t('value.unknown');
        }
        case 'secretsSetAt': {
          const at = Instant.safeParse(value);
          return at.success ? format.full(at.data) : t('value.unknown');
        }
        case 'logo':
          return t('value.picture');
        case 'side':
          return t(value === 'left' ? 'value.left' : 'value.right');
        case 'language':
          return value === 'page' ? t('value.page') : languageText(value);
        case 'locales':
          return Array.isArray(value) ? value.map(languageText).join('、') : t('value.unknown');
        case 'preChat':
          return Array.isArray(value) && value.length > 0 ? t('value.fields', { count: value.length }) : t('value.none');
        default:
          if (Array.isArray(value)) return value.map(String).join('\n') || t('value.none');
          return typeof value === 'string' || typeof value === 'number' ? String(value) : t('value.unknown');
      }

      function queueText(id: unknown): string {
        const queue = queues.get(String(id));
        return queue === undefined ? t('value.unknown') : format.text(queue.name);
      }

      function languageText(language: unknown): string {
        return language === 'ja' || language === 'en' ? t(`language.${language}`) : t('value.unknown');
      }
    },
    [t, format, queues, dispositions],
  );

  return useMemo(() => ({ nameOf, fieldText, valueText }), [nameOf, fieldText, valueText]);
}

function isFieldName(field: string, words: object): field is FieldName {
  return Object.hasOwn(words, field);
}
