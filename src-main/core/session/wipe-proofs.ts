import { createHmac, timingSafeEqual } from 'node:crypto';

// The hub makes and checks the same (src-hub/desks/wipe-proofs.ts); docs/protocol.md says how.

/** Whether the hub that this desk signed in at gave the order: a forged one would be a way to destroy somebody's work. */
export function isOrderOf(secret: string, { id, proof }: { readonly id: string; readonly proof: string }): boolean {
  const [given, right] = [Buffer.from(proof), Buffer.from(proofOf(secret, 'order', id))];
  return given.length === right.length && timingSafeEqual(given, right);
}

/** By it the hub knows that the receipt comes from the desk itself. */
export function receiptProof(secret: string, id: string): string {
  return proofOf(secret, 'receipt', id);
}

function proofOf(secret: string, what: 'order' | 'receipt', id: string): string {
  return createHmac('sha256', secret).update(`wipe ${what}\n${id}`).digest('base64url');
}
