import { useState } from 'react';
import { fromInstant } from '#shared/domain/clock';
import type { Reservation } from '#shared/domain/reservation';
import { useDesk, useNow } from '#ui/wire/desk.tsx';

/**
 * What is left of an offer, in ms. Its times are the hub's clock; where this desk's clock cannot agree with them (the offer would
 * lie in the future, or be over while it still rings) the time since it was first seen here counts.
 */
export function useCountdown({ offeredAt, expiresAt }: Reservation): { readonly leftMs: number; readonly totalMs: number } {
  const { clock } = useDesk();
  const [firstSeenAt] = useState(() => clock.now());
  // Draws again each second; the clock itself is finer.
  useNow();
  const now = clock.now();
  return { leftMs: leftOf(fromInstant(offeredAt), fromInstant(expiresAt), firstSeenAt, now), totalMs: totalOf(offeredAt, expiresAt) };
}

export function leftOf(offeredAt: number, expiresAt: number, firstSeenAt: number, now: number): number {
  const total = expiresAt - offeredAt;
  const doClocksAgree = firstSeenAt >= offeredAt - total && firstSeenAt < expiresAt;
  const elapsed = doClocksAgree ? now - Math.min(offeredAt, firstSeenAt) : now - firstSeenAt;
  return Math.min(total, Math.max(0, total - elapsed));
}

function totalOf(offeredAt: string, expiresAt: string): number {
  return fromInstant(expiresAt) - fromInstant(offeredAt);
}
