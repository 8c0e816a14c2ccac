import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { DemoPeople } from '#shared/contracts/session';
import { useFormat } from '#ui/i18n/use-format';
import { Button } from '#ui/ui/controls.tsx';
import styles from './sign-in.module.css';

export interface DemoButtonsProps {
  readonly people: DemoPeople['people'];
  readonly isDisabled: boolean;
  readonly onChoose: (loginName: string) => void;
}

/** One press signs in as any person of the demo centre. */
export function DemoButtons({ people, isDisabled, onChoose }: DemoButtonsProps) {
  const { t } = useTranslation(['sign-in', 'common']);
  const format = useFormat();
  const titleId = useId();
  return (
    <section className={styles['demo']} aria-labelledby={titleId}>
      <h2 id={titleId}>{t('demo')}</h2>
      <ul className={styles['people']}>
        {people.map((person) => (
          <li key={person.loginName}>
            <Button onPress={() => onChoose(person.loginName)} isDisabled={isDisabled}>
              <span className={styles['person']}>
                <span>{format.agent(person)}</span>
                <span className={styles['role']}>{t(`common:role.${person.role}`)}</span>
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
