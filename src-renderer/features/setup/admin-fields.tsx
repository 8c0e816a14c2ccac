import { useTranslation } from 'react-i18next';
import { Field } from '#ui/ui/controls.tsx';
import { LocalizedField } from '#ui/ui/localized-field.tsx';
import type { SetupDraft } from './setup-draft.ts';
import styles from './setup.module.css';

interface AdminFieldsProps {
  readonly draft: SetupDraft;
  readonly put: (change: Partial<SetupDraft>, field: string) => void;
  readonly wrong: ReadonlySet<string>;
}

/** Who the first administrator is; the password stands beside these. */
export function AdminFields({ draft, put, wrong }: AdminFieldsProps) {
  const { t } = useTranslation('setup');
  return (
    <>
      <div className={styles['pair']}>
        <Field
          label={t('family')}
          value={draft.family}
          onChange={(family) => put({ family }, 'admin.name.family')}
          error={wrong.has('admin.name.family') ? t('familyMissing') : null}
          autoComplete="family-name"
          isRequired
        />
        <Field label={t('given')} value={draft.given} onChange={(given) => put({ given }, '')} autoComplete="given-name" />
        <Field label={t('familyReading')} value={draft.familyReading} onChange={(familyReading) => put({ familyReading }, '')} />
        <Field label={t('givenReading')} value={draft.givenReading} onChange={(givenReading) => put({ givenReading }, '')} />
        <Field
          label={t('latinName')}
          description={t('latinNameHelp')}
          value={draft.latinName}
          onChange={(latinName) => put({ latinName }, 'admin.latinName')}
          error={wrong.has('admin.latinName') ? t('latinNameMissing') : null}
          isRequired
        />
        <Field
          label={t('loginName')}
          description={t('loginNameHelp')}
          value={draft.loginName}
          onChange={(loginName) => put({ loginName }, 'admin.loginName')}
          error={wrong.has('admin.loginName') ? t('loginNameWrong') : null}
          autoComplete="username"
          isRequired
        />
      </div>
      <LocalizedField label={t('publicName')} value={draft.publicName} onChange={(publicName) => put({ publicName }, 'admin.publicName')} />
    </>
  );
}
