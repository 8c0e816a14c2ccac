import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AgentId, DeskId } from '#shared/domain/ids';

/**
 * What only this hub and one person's place on one desk know. It is made, not stored, so that an order reaches a desk whose session was
 * forgotten long ago, and after a backup was put back.
 */
export function deskSecretOf(key: Uint8Array, agentId: AgentId, deskId: DeskId): string {
  return createHmac('sha256', key).update(`${agentId}\n${deskId}`).digest('base64url');
}

/** The desk obeys no order without it. */
export function orderProof(secret: string, id: string): string {
  return proofOf(secret, 'order', id);
}

export function isReceiptOf(secret: string, { id, proof }: { readonly id: string; readonly proof: string }): boolean {
  const [given, right] = [Buffer.from(proof), Buffer.from(proofOf(secret, 'receipt', id))];
  return given.length === right.length && timingSafeEqual(given, right);
}

function proofOf(secret: string, what: 'order' | 'receipt', id: string): string {
  return createHmac('sha256', secret).update(`wipe ${what}\n${id}`).digest('base64url');
}
