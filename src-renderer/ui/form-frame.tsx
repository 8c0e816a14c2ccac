import type { ReactNode, SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../wire/desk.tsx';
import type { Form } from '../wire/use-form.ts';
import { Button } from './controls.tsx';
import styles from './form-frame.module.css';

export interface FormFrameProps<T extends object> {
  readonly title: string;
  readonly form: Form<T>;
  /** What a refusal means here; without it, what it means everywhere. */
  readonly failureText?: (failure: NonNullable<Form<T>['failure']>) => string | null;
  /** It was saved. */
  readonly onSaved?: () => void;
  /** Shown where there is something to leave: a record that is not there yet. */
  readonly onCancel?: () => void;
  /** Something new can be saved as it stands. */
  readonly isNew?: boolean;
  /** More to do with it, beside saving. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** Fields with saving and taking back beneath them. Enter in a field saves; what is wrong stands beside its field. */
export function FormFrame<T extends object>(props: FormFrameProps<T>) {
  const { title, form, failureText, onSaved, onCancel, isNew = false, actions, children } = props;
  const { t } = useTranslation(['admin', 'common', 'errors']);
  const isConnected = useSession(({ connection }) => connection.is === 'connected');
  const mayLeave = form.isDirty || onCancel !== undefined;
  const maySave = isConnected && !form.isSaving && (form.isDirty || isNew);

  async function submit(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    if (maySave && (await form.save())) onSaved?.();
  }

  function leave(): void {
    form.discard();
    onCancel?.();
  }

  return (
    <form className={styles['form']} aria-label={title} noValidate onSubmit={(event) => void submit(event)}>
      <header className={styles['head']}>
        <h2>{title}</h2>
        {actions}
      </header>
      {form.isStale && (
        <div className={styles['stale']}>
          <output>{t('form.stale')}</output>
          <Button look="quiet" onPress={form.discard}>
            {t('form.reload')}
          </Button>
        </div>
      )}
      <div className={styles['fields']}>{children}</div>
      <footer className={styles['foot']}>
        <Button type="submit" look="primary" isDisabled={!maySave}>
          {t(form.isSaving ? 'form.saving' : 'form.save')}
        </Button>
        {mayLeave && (
          <Button onPress={leave} isDisabled={form.isSaving}>
            {t('common:cancel')}
          </Button>
        )}
        <output className={styles['state']} data-alarm={form.failure !== null}>
          {sayState()}
        </output>
      </footer>
    </form>
  );

  function sayState(): string {
    const { failure } = form;
    if (!isConnected) return t('form.offline');
    if (failure !== null) {
      const special = failureText?.(failure) ?? null;
      if (special !== null) return special;
      return failure.field === undefined || failure.field === '' ? t(`errors:${failure.code}`) : t('form.checkFields');
    }
    return form.isDirty && !form.isSaving ? t('form.unsaved') : '';
  }
}
