import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Role } from '#shared/domain/agent';
import styles from './people.module.css';

interface RoleFieldProps {
  readonly value: Role;
  readonly onChange: (role: Role) => void;
  readonly error: string | null;
}

/** Who may do what, in the words of the work and not of permissions. */
export function RoleField({ value, onChange, error }: RoleFieldProps) {
  const { t } = useTranslation(['people', 'common']);
  const id = useId();
  return (
    <fieldset className={styles['roles']} aria-invalid={error !== null}>
      <legend>{t('role')}</legend>
      {Role.options.map((role) => (
        <div key={role} className={styles['role']} data-chosen={role === value}>
          <input
            id={`${id}-${role}`}
            type="radio"
            name={id}
            value={role}
            checked={role === value}
            aria-describedby={`${id}-${role}-help`}
            onChange={() => onChange(role)}
          />
          <div>
            <label htmlFor={`${id}-${role}`} className={styles['roleName']}>
              {t(`common:role.${role}`)}
            </label>
            <p id={`${id}-${role}-help`} className={styles['roleHelp']}>
              {t(`roleHelp.${role}`)}
            </p>
          </div>
        </div>
      ))}
      {error !== null && <p className={styles['alarm']}>{error}</p>}
    </fieldset>
  );
}
