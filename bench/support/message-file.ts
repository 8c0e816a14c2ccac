import { createReplicaTables } from '#core/cache/replica-tables';
import { freeItemRow, freeRow } from '#core/cache/item-row';
import type { Database } from '#core/cache/open-database';
import { addEntry } from '#core/cache/record-rows';
import type { Channel } from '#shared/domain/conversation';
import { wordsOf } from '#shared/domain/message-part';
import type { Bodies } from '#shared/records/records';
import { searchedOf } from '#shared/search/searched';
import { sql } from '#shared/sql';
import { aCustomer, aMessage } from '#tests/support/builders';
import { createTexts } from '#tests/support/search-texts';

export const CHANNELS: readonly Channel[] = ['line', 'sms', 'chat'];
const DAYS = 400;
const DAY_MS = 86_400_000;
export const UNTIL = Date.UTC(2026, 10, 22);
const PER_TRANSACTION = 5_000;
const PER_CUSTOMER = 40;
export const AGENTS = 30;

export interface FilledFile {
  /** Of all words, in UTF-8. */
  readonly textBytes: number;
  readonly characters: number;
  readonly customers: number;
}

/** A desk's replica with so many messages, over a year and a bit, written as the desk writes them but without asking what was there. */
export function fillWithMessages(db: Database, count: number, dice: () => number): FilledFile {
  db.transaction(() => createReplicaTables(db));
  const text = createTexts(dice);
  const customers = Math.ceil(count / PER_CUSTOMER);
  const sizes = { textBytes: 0, characters: 0 };
  db.transaction(() => {
    for (let index = 0; index < customers; index += 1) {
      const body = aCustomer({ id: `cus_${index}`, contactPoints: [] });
      putRow(db, freeRow(db), 'customer', body);
    }
  });
  const template = aMessage({ text: '' });
  for (let from = 0; from < count; from += PER_TRANSACTION) {
    db.transaction(() => {
      for (let index = from; index < Math.min(count, from + PER_TRANSACTION); index += 1) {
        const body = messageOf(template, { index, count, customers, text: text(), dice });
        const words = wordsOf(body);
        sizes.textBytes += Buffer.byteLength(words);
        sizes.characters += Array.from(words).length;
        putRow(db, freeItemRow(db, body.id, body.at), 'message', body);
      }
    });
  }
  return { ...sizes, customers };
}

interface Place {
  readonly index: number;
  readonly count: number;
  readonly customers: number;
  readonly text: string;
  readonly dice: () => number;
}

function messageOf(template: Bodies['message'], { index, count, customers, text, dice }: Place): Bodies['message'] {
  const customer = Math.floor(dice() * customers);
  const at = new Date(UNTIL - ((count - index) / count) * DAYS * DAY_MS).toISOString();
  const hasFile = dice() < 0.1;
  const agentId = `agt_${Math.floor(dice() * AGENTS)}`;
  // Ids as the schema has them, without its brand.
  return {
    ...template,
    id: `msg_${index}`,
    customerId: `cus_${customer}`,
    conversationId: `cnv_${customer}`,
    channel: CHANNELS[customer % CHANNELS.length],
    author: dice() < 0.5 ? { by: 'customer' } : { by: 'agent', agentId },
    attachments: hasFile ? [{ blobId: `blb_${index}`, name: '写真.jpg', mediaType: 'image/jpeg', size: 1 }] : [],
    text,
    at,
    seq: index + 1,
  } as Bodies['message'];
}

function putRow(db: Database, row: number, kind: 'customer' | 'message', body: Bodies['customer' | 'message']): void {
  db.run(sql`INSERT INTO record (row, kind, id, rev, body) VALUES (${row}, ${kind}, ${body.id}, 1, ${JSON.stringify(body)})`);
  const searched = searchedOf({ kind, id: body.id, body } as Parameters<typeof searchedOf>[0]); // kind and body are of one record
  if (searched !== null) addEntry(db, kind, row, searched);
}
