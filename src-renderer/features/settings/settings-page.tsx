import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DEFAULT_FILE_BUDGET_MB, type Settings } from '#shared/contracts/desk';
import { Locale } from '#shared/domain/text';
import { sizeText } from '#ui/i18n/size-text';
import { useFormat } from '#ui/i18n/use-format';
import { putSettings } from '#ui/state/put-settings';
import { Button } from '#ui/ui/controls.tsx';
import { Select } from '#ui/ui/select.tsx';
import { useAttempt, useDesk, useMe, useSession } from '#ui/wire/desk.tsx';
import { signOut } from '#ui/wire/sign-out';
import { NoticeSettings } from './notice-settings.tsx';
import { PasswordForm } from './password-form.tsx';
import styles from './settings.module.css';

const OWN_NAME: Record<Locale, string> = { ja: '日本語', en: 'English' };
const SEND_DELAYS = Array.from({ length: 11 }, (_, seconds) => seconds);
const ZOOM_STEP = 10;
const ZOOM_MIN = 80;
const ZOOM_MAX = 200;

export function SettingsPage() {
  const { t } = useTranslation('settings');
  const desk = useDesk();
  const attempt = useAttempt();
  const settings = useSession((state) => state.settings);
  const put = (change: Partial<Settings>): void => void attempt(() => putSettings(desk, change));

  return (
    <div className={styles['page']}>
      <div className={styles['column']}>
        <h1>{t('title')}</h1>
        <Section title={t('appearance')}>
          <Select<Locale>
            label={t('language')}
            value={settings.locale}
            options={Locale.options.map((id) => ({ id, text: OWN_NAME[id] }))}
            onChange={(locale) => put({ locale })}
          />
          <Select<Settings['theme']>
            label={t('theme')}
            value={settings.theme}
            options={(['system', 'light', 'dark'] as const).map((id) => ({ id, text: t(`themes.${id}`) }))}
            onChange={(theme) => put({ theme })}
          />
          <Zoom percent={settings.zoom} onChange={(zoom) => put({ zoom })} />
        </Section>
        <Section title={t('writing')}>
          <Select<Settings['sendKey']>
            label={t('sendKey')}
            value={settings.sendKey}
            options={(['enter', 'ctrl_enter'] as const).map((id) => ({ id, text: t(`sendKeys.${id}`) }))}
            onChange={(sendKey) => put({ sendKey })}
          />
          <div className={styles['explained']}>
            <Select<`${number}`>
              label={t('sendDelay')}
              value={`${settings.sendDelay}`}
              options={SEND_DELAYS.map((seconds) => ({
                id: `${seconds}`,
                text: seconds === 0 ? t('sendDelayOff') : t('sendDelayOf', { count: seconds }),
              }))}
              onChange={(seconds) => put({ sendDelay: Number(seconds) })}
            />
            <p className={styles['help']}>{t('sendDelayHelp')}</p>
          </div>
        </Section>
        <Section title={t('notifications')}>
          <NoticeSettings settings={settings} onChange={put} />
        </Section>
        <Section title={t('password')}>
          <PasswordForm />
        </Section>
        <Section title={t('files')}>
          <FileBudget megabytes={settings.fileBudgetMb} onChange={(fileBudgetMb) => put({ fileBudgetMb })} />
        </Section>
        <ThisDesk />
      </div>
    </div>
  );
}

function Zoom({ percent, onChange }: { readonly percent: number; readonly onChange: (percent: number) => void }) {
  const { t } = useTranslation('settings');
  const step = (by: number): void => onChange(Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, percent + by)));
  return (
    <fieldset className={styles['zoom']}>
      <legend className={styles['label']}>{t('zoom')}</legend>
      <Button onPress={() => step(-ZOOM_STEP)} isDisabled={percent <= ZOOM_MIN} aria-label={t('smaller')}>
        −
      </Button>
      <output className="figures">{t('zoomValue', { percent })}</output>
      <Button onPress={() => step(ZOOM_STEP)} isDisabled={percent >= ZOOM_MAX} aria-label={t('larger')}>
        +
      </Button>
    </fieldset>
  );
}

/** So that none of them is there by accident: the oldest use goes first, and all can be fetched again. */
const FILE_BUDGETS_MB = [0, 100, 250, DEFAULT_FILE_BUDGET_MB, 1_000, 2_000, 5_000];

function FileBudget({ megabytes, onChange }: { readonly megabytes: number; readonly onChange: (megabytes: number) => void }) {
  const { t } = useTranslation('settings');
  const format = useFormat();
  return (
    <div className={styles['explained']}>
      <Select<`${number}`>
        label={t('fileBudget')}
        value={`${megabytes}`}
        options={[...new Set([...FILE_BUDGETS_MB, megabytes])]
          .toSorted((a, b) => a - b)
          .map((size) => ({ id: `${size}`, text: size === 0 ? t('fileBudgetNone') : sizeText(size * 1_000_000, format) }))}
        onChange={(size) => onChange(Number(size))}
      />
      <p className={styles['help']}>{t('fileBudgetHelp')}</p>
    </div>
  );
}

function ThisDesk() {
  const { t } = useTranslation(['settings', 'connection']);
  const desk = useDesk();
  const attempt = useAttempt();
  const format = useFormat();
  const me = useMe();
  const session = useSession((state) => state.session);
  return (
    <Section title={t('desk')}>
      <dl className={styles['facts']}>
        <dt>{t('signedInAs')}</dt>
        <dd>
          {format.agent(me)} ({me.loginName})
        </dd>
        <dt>{t('hub')}</dt>
        <dd>{session?.hubUrl}</dd>
        <dt>{t('keyStore')}</dt>
        <dd>{session?.isKeyFile === true ? t('connection:key_file') : t('keySystem')}</dd>
        {session?.is === 'signed_in' && session.setAside !== undefined && (
          <>
            <dt>{t('setAside')}</dt>
            <dd>
              {session.saved === undefined
                ? t('connection:set_aside', { file: session.setAside })
                : t('connection:set_aside_saved', { file: session.setAside, ...session.saved })}
            </dd>
          </>
        )}
      </dl>
      <div className={styles['signOut']}>
        <Button onPress={() => attempt(() => signOut(desk))}>{t('signOut')}</Button>
        <p>{t('signOutHelp')}</p>
      </div>
    </Section>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles['section']} aria-label={title}>
      <h2>{title}</h2>
      <div className={styles['fields']}>{children}</div>
    </section>
  );
}
