import { createContext, use } from 'react';
import type { Sounds } from './sounds.ts';

/** The page's loudspeaker; silent where nobody gave one. */
export const SoundsContext = createContext<Sounds>({ play: () => undefined });

export function useSounds(): Sounds {
  return use(SoundsContext);
}
