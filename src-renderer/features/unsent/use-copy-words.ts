import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useToasts } from '#ui/ui/toasts.tsx';

/** Copies the agent's own words, and says whether that went well. */
export function useCopyWords(): (words: string) => Promise<void> {
  const { t } = useTranslation('unsent');
  const toasts = useToasts();
  return useCallback(
    async (words) => {
      try {
        await navigator.clipboard.writeText(words);
        toasts.add(t('copied'));
      } catch {
        // A page without the right to the clipboard: the words are selected with the mouse.
        toasts.add(t('not_copied'));
      }
    },
    [t, toasts],
  );
}
