import { useTranslation } from 'react-i18next';
import { Label, Slider, SliderThumb, SliderTrack, SwitchButton, SwitchField } from 'react-aria-components';
import type { Settings } from '#shared/contracts/desk';
import { NoticeKind, type NoticeWays } from '#shared/domain/notice';
import { Button } from '#ui/ui/controls.tsx';
import { useDesk, useSession } from '#ui/wire/desk.tsx';
import { askForPageNotices } from '#ui/wire/page-notices';
import { useSounds } from '#ui/wire/sounds-context.tsx';
import styles from './settings.module.css';

export interface NoticeSettingsProps {
  readonly settings: Settings;
  readonly onChange: (change: Partial<Settings>) => void;
}

/** What sounds, how loudly, and what is told to who looks elsewhere; notifications only where they can be had. */
export function NoticeSettings({ settings, onChange }: NoticeSettingsProps) {
  const { t } = useTranslation('settings');
  const { session } = useDesk();
  const sounds = useSounds();
  const { capabilities, pageNotices } = useSession((state) => ({ capabilities: state.capabilities, pageNotices: state.pageNotices }));
  const mayNotify = capabilities.notifies || pageNotices === 'granted';
  const { notices, showsPreviews } = settings;
  const setWays = (kind: NoticeKind, change: Partial<NoticeWays>): void =>
    onChange({ notices: { ...notices, ways: { ...notices.ways, [kind]: { ...notices.ways[kind], ...change } } } });

  return (
    <>
      <Volume percent={notices.volume} onChange={(volume) => onChange({ notices: { ...notices, volume } })} />
      <table className={styles['notices']}>
        <thead>
          <tr>
            <th scope="col">{t('noticeOf')}</th>
            <th scope="col">{t('sound')}</th>
            {mayNotify && <th scope="col">{t('notification')}</th>}
            <th scope="col">
              <span className="visually-hidden">{t('test')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {NoticeKind.options.map((kind) => (
            <tr key={kind}>
              <th scope="row">{t(`noticeKinds.${kind}`)}</th>
              <td>
                <OnOff
                  label={t('soundOf', { kind: t(`noticeKinds.${kind}`) })}
                  isOn={notices.ways[kind].sounds}
                  onChange={(isOn) => setWays(kind, { sounds: isOn })}
                />
              </td>
              {mayNotify && (
                <td>
                  <OnOff
                    label={t('notificationOf', { kind: t(`noticeKinds.${kind}`) })}
                    isOn={notices.ways[kind].notifies}
                    onChange={(isOn) => setWays(kind, { notifies: isOn })}
                  />
                </td>
              )}
              <td>
                <Button
                  look="quiet"
                  aria-label={t('testOf', { kind: t(`noticeKinds.${kind}`) })}
                  onPress={() => sounds.play(kind, notices.volume)}
                >
                  {t('test')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles['help']}>{t('noticeHelp')}</p>
      {mayNotify && (
        <SwitchField isSelected={showsPreviews} onChange={(isOn) => onChange({ showsPreviews: isOn })}>
          <SwitchButton className={styles['switch'] ?? ''}>
            <span className={styles['track']} aria-hidden />
            {t('previews')}
          </SwitchButton>
        </SwitchField>
      )}
      {!mayNotify && pageNotices === 'askable' && (
        <div className={styles['signOut']}>
          <Button onPress={() => void askForPageNotices(session)}>{t('allowNotices')}</Button>
          <p>{t('allowNoticesWhy')}</p>
        </div>
      )}
      {!mayNotify && pageNotices === 'denied' && <p className={styles['help']}>{t('noticesDenied')}</p>}
    </>
  );
}

interface OnOffProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function OnOff({ label, isOn, onChange }: OnOffProps) {
  return (
    <SwitchField isSelected={isOn} onChange={onChange} aria-label={label}>
      <SwitchButton className={styles['switch'] ?? ''}>
        <span className={styles['track']} aria-hidden />
      </SwitchButton>
    </SwitchField>
  );
}

function Volume({ percent, onChange }: { readonly percent: number; readonly onChange: (percent: number) => void }) {
  const { t } = useTranslation('settings');
  return (
    <Slider className={styles['volume'] ?? ''} defaultValue={percent} onChangeEnd={(value) => onChange(value)} step={5}>
      <Label className={styles['label'] ?? ''}>{t('volume')}</Label>
      <SliderTrack className={styles['sliderTrack'] ?? ''}>
        <SliderThumb className={styles['thumb'] ?? ''} />
      </SliderTrack>
      <output className="figures">{t('zoomValue', { percent })}</output>
    </Slider>
  );
}
