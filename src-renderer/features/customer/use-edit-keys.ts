import type { KeyboardEvent } from 'react';
import { useIme } from '#ui/ui/ime';

/** Enter saves and Esc leaves an edit in place, unless the key belongs to the input method. */
export function useEditKeys(save: () => void, cancel: () => void): (event: KeyboardEvent) => void {
  const ime = useIme();
  return (event) => {
    if (ime.ownsKey(event)) return;
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    // A button's Enter is its own.
    if (event.key === 'Enter' && !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Enter') save();
    else cancel();
  };
}
