import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from 'react-aria-components';
import { Button } from '#ui/ui/controls.tsx';
import { NewPasswordFields, NO_PASSWORD, problemOf, type PasswordProblem } from '#ui/ui/new-password-fields.tsx';
import styles from './sign-in.module.css';

export interface ChoosePasswordProps {
  /** What the hub said of the last one. */
  readonly problem: PasswordProblem | null;
  readonly isWorking: boolean;
  readonly onChoose: (password: string) => void;
  readonly onBack: () => void;
}

/** Whoever comes with a temporary password leaves it here; there is no way in around this. */
export function ChoosePassword({ problem, isWorking, onChoose, onBack }: ChoosePasswordProps) {
  const { t } = useTranslation('sign-in');
  const [chosen, setChosen] = useState(NO_PASSWORD);
  const [own, setOwn] = useState<PasswordProblem | null>(null);
  return (
    <div className={styles['card']}>
      <h1 className={styles['title']}>{t('choose.title')}</h1>
      <Form
        className={styles['form'] ?? ''}
        onSubmit={(event) => {
          event.preventDefault();
          const found = problemOf(chosen);
          setOwn(found);
          if (found === null && !isWorking) onChoose(chosen.first);
        }}
      >
        <p className={styles['help']}>{t('choose.help')}</p>
        <NewPasswordFields
          value={chosen}
          onChange={(value) => {
            setChosen(value);
            setOwn(null);
          }}
          problem={own ?? problem}
          takesFocus
        />
        <div className={styles['choices']}>
          <Button onPress={onBack}>{t('choose.back')}</Button>
          <Button look="primary" type="submit" isPending={isWorking}>
            {isWorking ? t('working') : t('choose.submit')}
          </Button>
        </div>
      </Form>
    </div>
  );
}
