import { useCallback, useState } from 'react';
import { Failure } from '#shared/rpc/failure';
import { useDesk, useUi } from './desk.tsx';

export interface FormOptions<T extends object> {
  /** Names what is being edited: what is half done under it is there again when one comes back. */
  readonly key: string;
  /** The fields as the records have them: data that JSON can hold, and never a secret. */
  readonly initial: T;
  /** Rejects with a Failure, whose `field` names the field that was wrong. */
  readonly save: (value: T) => Promise<void>;
}

export interface Form<T extends object> {
  readonly value: T;
  readonly put: (change: Partial<T>) => void;
  readonly isDirty: boolean;
  /** The record was changed by somebody else since the first key was pressed here. */
  readonly isStale: boolean;
  readonly isSaving: boolean;
  readonly failure: Failure | null;
  /** The failure, where it is about this field or a part of it. */
  readonly failureOf: (field: string) => Failure | null;
  /** False where it was refused; then `failure` says why, and nothing of the form is lost. */
  readonly save: () => Promise<boolean>;
  /** Back to what the records have. */
  readonly discard: () => void;
}

/** A form over a record. What is entered outlives going elsewhere, so that no click and no offer can lose it. */
export function useForm<T extends object>({ key, initial, save }: FormOptions<T>): Form<T> {
  const { ui } = useDesk();
  const kept = useUi((state) => state.halfDone[key]);
  const [refused, setRefused] = useState<{ readonly key: string; readonly failure: Failure } | null>(null);
  const [isSaving, setIsSaving] = useState(false);
  // Only this form writes under its key.
  const value = (kept?.value ?? initial) as T;
  const failure = refused?.key === key ? refused.failure : null;

  const discard = useCallback(() => {
    ui.setState(({ halfDone: { [key]: _gone, ...rest } }) => ({ halfDone: rest }));
    setRefused(null);
  }, [ui, key]);

  function put(change: Partial<T>): void {
    const next = { ...value, ...change };
    const base = kept?.base ?? initial;
    if (isAlike(next, base)) discard();
    else ui.setState(({ halfDone }) => ({ halfDone: { ...halfDone, [key]: { value: next, base } } }));
    if (failure?.field !== undefined && Object.keys(change).some((field) => isWithin(failure, field))) setRefused(null);
  }

  async function run(): Promise<boolean> {
    setIsSaving(true);
    setRefused(null);
    try {
      await save(value);
      discard();
      return true;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      setRefused({ key, failure: error });
      return false;
    } finally {
      setIsSaving(false);
    }
  }

  return {
    value,
    put,
    isDirty: kept !== undefined,
    // While it is saved, the records become what is saved.
    isStale: kept !== undefined && !isSaving && !isAlike(kept.base, initial),
    isSaving,
    failure,
    failureOf: (field) => (failure !== null && isWithin(failure, field) ? failure : null),
    save: run,
    discard,
  };
}

function isWithin({ field }: Failure, name: string): boolean {
  return field === name || (field?.startsWith(`${name}.`) ?? false);
}

function isAlike(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
