import * as z from 'zod';

/*
 * A backup is one file:
 *
 *   MADOGUCHI BACKUP\n
 *   {header}\n                      in plain words, so that a program can refuse it before it asks for a passphrase
 *   gzip of lines                   T {table, columns}, then R {row} …, and E {rows} at the very end; sealed with AES-256-GCM if encrypted
 *   16 bytes                        the seal, only where encrypted
 *   32 bytes                        SHA-256 of everything before
 */

export const MAGIC = 'MADOGUCHI BACKUP\n';
export const FORMAT = 1;
export const SEAL_BYTES = 16;
export const SUM_BYTES = 32;
export const KEY_BYTES = 32;
/** scrypt's memory is 128 · N · r bytes. */
export const SCRYPT_MEMORY = 256 * 1024 * 1024;
export const CIPHER = 'aes-256-gcm';

export const Header = z.object({
  format: z.int().positive(),
  madeAt: z.string(),
  /** What the store had been through; a program that does not know one of them is too old for this backup. */
  migrations: z.array(z.string()),
  encryption: z
    .object({
      salt: z.base64(),
      iv: z.base64(),
      // Bounded: a forged header must not make us calculate for hours.
      cost: z.int().min(1024).max(131_072),
    })
    .nullable(),
});
export type Header = z.infer<typeof Header>;

export const TableLine = z.object({ table: z.string(), columns: z.array(z.string()).min(1) });
export type TableLine = z.infer<typeof TableLine>;

export const EndLine = z.object({ rows: z.int().nonnegative() });
