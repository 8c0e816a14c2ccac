import { useEffect, useState } from 'react';
import { useDesk } from '#ui/wire/desk.tsx';

/** Longer than a core takes to start. */
export const LONG_MS = 10_000;

/** True once the component has been there for so long. */
export function useAfter(ms: number): boolean {
  const { clock } = useDesk();
  const [isOver, setIsOver] = useState(false);
  useEffect(() => clock.setTimer(ms, () => setIsOver(true)), [clock, ms]);
  return isOver;
}
