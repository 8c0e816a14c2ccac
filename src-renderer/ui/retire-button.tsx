import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '#shared/rpc/failure';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Button } from './controls.tsx';

export interface RetireButtonProps {
  readonly name: string;
  readonly isRetired: boolean;
  /** What it means for others. */
  readonly help: string;
  /** `refusal`: why it was refused the time before, where the person confirmed it all the same. */
  readonly run: (refusal: Failure | null) => Promise<void>;
  /** What a refusal means here; null for what it means everywhere. */
  readonly wordsOf?: (failure: Failure) => string | null;
  /** Whether it may be done in spite of this refusal. */
  readonly mayInsist?: (failure: Failure) => boolean;
}

/** Takes something out of use, or back into it, after one question. */
export function RetireButton({ name, isRetired, help, run, wordsOf, mayInsist }: RetireButtonProps) {
  const { t } = useTranslation(['admin', 'errors']);
  const [isAsking, setIsAsking] = useState(false);
  const [refusal, setRefusal] = useState<Failure | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const insists = refusal !== null && mayInsist?.(refusal) === true;
  const action = isRetired ? 'revive' : 'retire';

  async function confirm(): Promise<void> {
    setIsBusy(true);
    try {
      await run(insists ? refusal : null);
      setIsAsking(false);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      setRefusal(error);
    } finally {
      setIsBusy(false);
    }
  }

  function ask(): void {
    setRefusal(null);
    setIsAsking(true);
  }

  return (
    <>
      <Button onPress={ask}>{t(`${action}.do`)}</Button>
      {isAsking && (
        <ConfirmDialog
          title={t(`${action}.title`, { name })}
          confirm={t(insists ? 'retire.anyway' : `${action}.do`)}
          isDanger={!isRetired}
          isBusy={isBusy}
          error={refusal === null ? null : (wordsOf?.(refusal) ?? t(`errors:${refusal.code}`))}
          onConfirm={() => void confirm()}
          onClose={() => setIsAsking(false)}
        >
          <p>{help}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
