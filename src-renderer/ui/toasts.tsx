import { createContext, use, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components/Toast';
import type { Failure, FailureCode } from '#shared/rpc/failure';
import type { CannotWait } from '../state/cannot-wait.ts';
import { Button } from './controls.tsx';
import { Icon } from './icon.tsx';
import styles from './toasts.module.css';

/** Said in the language of the moment, so the words are kept as what they say and not as text. */
type ToastBody =
  | { readonly is: 'failure'; readonly code: FailureCode }
  | { readonly is: 'cannot_wait'; readonly why: CannotWait }
  | { readonly is: 'text'; readonly text: string };

export interface Toasts {
  readonly queue: ToastQueue<ToastBody>;
  add(text: string): void;
  addFailure(failure: Failure): void;
  /** What was wished makes sense only with a line to the hub. */
  addCannotWait(why: CannotWait): void;
}

const TEXT_MS = 5_000;
const FAILURE_MS = 12_000;

export function createToasts(): Toasts {
  const queue = new ToastQueue<ToastBody>({ maxVisibleToasts: 4 });
  return {
    queue,
    add: (text) => void queue.add({ is: 'text', text }, { timeout: TEXT_MS }),
    addCannotWait: (why) => void queue.add({ is: 'cannot_wait', why }, { timeout: FAILURE_MS }),
    addFailure: ({ code }) => void queue.add({ is: 'failure', code }, { timeout: FAILURE_MS }),
  };
}

const ToastsContext = createContext<Toasts | null>(null);

export function useToasts(): Toasts {
  const toasts = use(ToastsContext);
  if (toasts === null) throw new Error('useToasts needs a ToastsProvider above it');
  return toasts;
}

/** Short news at the edge of the screen: announced, gone by themselves, reached with F6. */
export function ToastsProvider({ toasts, children }: { readonly toasts: Toasts; readonly children: ReactNode }) {
  const { t } = useTranslation('common');
  return (
    <ToastsContext value={toasts}>
      {children}
      <ToastRegion queue={toasts.queue} className={styles['region'] ?? ''} aria-label={t('news')}>
        {({ toast }) => (
          <Toast toast={toast} className={`${styles['toast']} ${toast.content.is !== 'text' ? styles['alarm'] : ''}`}>
            <ToastContent className={styles['content'] ?? ''}>
              <Text slot="title">
                <ToastWords body={toast.content} />
              </Text>
            </ToastContent>
            <Button look="icon" slot="close" aria-label={t('close')}>
              <Icon name="close" />
            </Button>
          </Toast>
        )}
      </ToastRegion>
    </ToastsContext>
  );
}

function ToastWords({ body }: { readonly body: ToastBody }) {
  const { t } = useTranslation('errors');
  switch (body.is) {
    case 'text':
      return body.text;
    case 'failure':
      return t(body.code);
    case 'cannot_wait':
      return t(`cannot_wait.${body.why}`);
  }
}
