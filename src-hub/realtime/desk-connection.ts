import { Failure } from '#shared/rpc/failure';
import type { Listener } from './desk-audience.ts';

/** One desk on the line: who, and whether it has said hello. */
export interface DeskConnection {
  readonly listener: Listener;
  /** How far the desk's clock is behind ours; null before hello. */
  clockOffsetMs: number | null;
  /** It was given all that it may see, and has been pushed what came since. */
  isLevel: boolean;
  /** Enters the audience, so that pushes begin. */
  join(): Promise<void>;
}

export function greeted({ listener, clockOffsetMs }: DeskConnection): Listener {
  if (clockOffsetMs === null) throw new Failure('conflict', 'say hello first');
  return listener;
}
