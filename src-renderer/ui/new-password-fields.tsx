import { useTranslation } from 'react-i18next';
import { PASSWORD_MIN } from '#shared/domain/password';
import { Field } from './controls.tsx';

/** A password that is chosen now: typed twice, for nobody sees it. */
export interface ChosenPassword {
  readonly first: string;
  readonly second: string;
}

export const NO_PASSWORD: ChosenPassword = { first: '', second: '' };

/** `same`: as the hub says of one that is no other than before. */
export type PasswordProblem = 'short' | 'different' | 'same';

export function problemOf({ first, second }: ChosenPassword): PasswordProblem | null {
  if (first.length < PASSWORD_MIN) return 'short';
  return first === second ? null : 'different';
}

export interface NewPasswordFieldsProps {
  readonly value: ChosenPassword;
  readonly onChange: (value: ChosenPassword) => void;
  /** Told only after somebody tried to go on with it. */
  readonly problem: PasswordProblem | null;
  readonly takesFocus?: boolean;
}

export function NewPasswordFields({ value, onChange, problem, takesFocus = false }: NewPasswordFieldsProps) {
  const { t } = useTranslation('password');
  const count = { count: PASSWORD_MIN };
  return (
    <>
      <Field
        label={t('new')}
        description={t('newHelp', count)}
        value={value.first}
        onChange={(first) => onChange({ ...value, first })}
        error={problem === 'short' || problem === 'same' ? t(problem, count) : null}
        type="password"
        autoComplete="new-password"
        isRequired
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- what is asked now is this and nothing before it
        autoFocus={takesFocus}
      />
      <Field
        label={t('repeat')}
        value={value.second}
        onChange={(second) => onChange({ ...value, second })}
        error={problem === 'different' ? t('different') : null}
        type="password"
        autoComplete="new-password"
        isRequired
      />
    </>
  );
}
