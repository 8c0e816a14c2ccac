import { useTranslation } from 'react-i18next';
import type { ChannelAccount } from '#shared/domain/channel-account';
import type { WidgetSettings } from '#shared/domain/widget-settings';
import { useFormat } from '#ui/i18n/use-format';
import { FormFrame } from '#ui/ui/form-frame.tsx';
import { LocalizedField } from '#ui/ui/localized-field.tsx';
import { Select } from '#ui/ui/select.tsx';
import { useDesk } from '#ui/wire/desk.tsx';
import { settle } from '#ui/wire/settle';
import { useForm } from '#ui/wire/use-form';
import { ColourField } from './colour-field.tsx';
import { IdentityPart } from './identity-part.tsx';
import { LogoField } from './logo-field.tsx';
import { LongTextField } from './long-text-field.tsx';
import { OriginsField } from './origins-field.tsx';
import { PreChatField } from './pre-chat-field.tsx';
import { PreviewPart } from './preview-part.tsx';
import { SnippetPart } from './snippet-part.tsx';
import { draftOf, settingsOf, shownOf, type WidgetDraft } from './widget-draft.ts';
import styles from './widget-settings.module.css';

export interface WidgetFormProps {
  readonly account: ChannelAccount;
  readonly widget: WidgetSettings;
}

/** One shop's widget, beside what its customers will see. */
export function WidgetForm({ account, widget }: WidgetFormProps) {
  const { t } = useTranslation('widget');
  const format = useFormat();
  const desk = useDesk();
  const form = useForm<WidgetDraft>({
    key: `widget ${account.id}`,
    initial: draftOf(widget),
    save: async (draft) => {
      const { secretsSetAt: _ofTheHub, ...rest } = account;
      await settle(desk, {
        type: 'channel_account.configure',
        account: { ...rest, details: { is: 'web_chat', widget: settingsOf(draft) } },
      });
    },
  });
  const { value, put } = form;
  const wrong = (field: keyof WidgetSettings): string | null => (form.failureOf(field) === null ? null : t(`wrong.${field}`));
  return (
    <div className={styles['beside']}>
      <div className={styles['editor']}>
        <FormFrame title={t('title', { name: format.text(account.name) })} form={form}>
          <LocalizedField
            label={t('field.shopName')}
            value={value.shopName}
            onChange={(shopName) => put({ shopName })}
            error={wrong('shopName')}
          />
          <div className={styles['row']}>
            <ColourField value={value.colour} onChange={(colour) => put({ colour })} error={wrong('colour')} />
            <Select
              label={t('field.side')}
              value={value.side}
              options={[
                { id: 'right', text: t('side.right') },
                { id: 'left', text: t('side.left') },
              ]}
              onChange={(side) => put({ side })}
            />
            <Select
              label={t('field.language')}
              value={value.language}
              options={[
                { id: 'page', text: t('language.page') },
                { id: 'ja', text: '日本語' },
                { id: 'en', text: 'English' },
              ]}
              onChange={(language) => put({ language })}
            />
          </div>
          <LogoField value={value.logo} onChange={(logo) => put({ logo })} />
          <LongTextField
            label={t('field.greeting')}
            help={t('help.greeting')}
            value={value.greeting}
            onChange={(greeting) => put({ greeting })}
            error={wrong('greeting')}
          />
          <LocalizedField
            label={t('field.openingHours')}
            value={value.openingHours}
            onChange={(openingHours) => put({ openingHours })}
            error={wrong('openingHours')}
          />
          <PreChatField value={value.preChat} onChange={(preChat) => put({ preChat: [...preChat] })} />
          <LongTextField
            label={t('field.consent')}
            help={t('help.consent')}
            value={value.consent}
            onChange={(consent) => put({ consent })}
            error={wrong('consent')}
          />
          <OriginsField value={value.origins} onChange={(origins) => put({ origins })} error={wrong('allowedOrigins')} />
          <label className={styles['check']}>
            <input
              type="checkbox"
              checked={value.hasSignedIdentity}
              onChange={(event) => put({ hasSignedIdentity: event.currentTarget.checked })}
            />
            <span>{t('field.hasSignedIdentity')}</span>
            <span className={styles['quiet']}>{t('help.hasSignedIdentity')}</span>
          </label>
        </FormFrame>
        {widget.hasSignedIdentity && <IdentityPart account={account} />}
        <SnippetPart accountId={account.id} />
      </div>
      <PreviewPart settings={shownOf(value, widget)} />
    </div>
  );
}
