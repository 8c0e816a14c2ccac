import { useSyncExternalStore } from 'react';

/** `wide`: three columns; `medium`: the customer is a sheet; `narrow`: inbox or timeline. */
export type Layout = 'wide' | 'medium' | 'narrow';

const WIDE_REM = 75;
const MEDIUM_REM = 50;

/** From the width in the page's own rem, so that a page at 200 % is laid out as one half as wide. */
export function useLayout(): Layout {
  return useSyncExternalStore(subscribe, layoutNow, () => 'wide');
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('resize', listener);
  // The root's size changes with the zoom setting.
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  return () => {
    window.removeEventListener('resize', listener);
    observer.disconnect();
  };
}

function layoutNow(): Layout {
  const rem = window.innerWidth / (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16);
  if (rem >= WIDE_REM) return 'wide';
  return rem >= MEDIUM_REM ? 'medium' : 'narrow';
}
