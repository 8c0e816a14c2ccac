import pg from 'pg';
import type { NoticeWire } from '#hub/log/notices';

interface PostgresNotices {
  readonly url: string;
  readonly onTrouble: (error: unknown, what: string) => void;
}

const CHANNEL = 'madoguchi';
const AGAIN_AFTER_MS = 1_000;

/** Notices between hubs over PostgreSQL's own LISTEN and NOTIFY. A lost line is opened again; what was said meanwhile is lost. */
export function openPostgresNotices({ url, onTrouble }: PostgresNotices): NoticeWire {
  const listeners = new Set<(text: string) => void>();
  let client: pg.Client | undefined;
  let again: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function open(): Promise<void> {
    // One notice does not wait for the one before it, and pg warns of a line of statements that is no pipeline.
    const next = new pg.Client({ connectionString: url, keepAlive: true, pipeline: true });
    let isLost = false;
    const lose = (error?: unknown): void => {
      if (isLost || isClosed) return;
      isLost = true;
      client = undefined;
      if (error !== undefined) onTrouble(error, 'hearing notices from other hubs');
      next.end().catch(() => undefined);
      again = setTimeout(() => void open(), AGAIN_AFTER_MS);
    };
    next.on('error', lose);
    next.on('end', () => lose());
    next.on('notification', ({ payload }) => {
      if (payload !== undefined) for (const listener of listeners) listener(payload);
    });
    try {
      await next.connect();
      await next.query(`LISTEN ${CHANNEL}`);
      client = next;
    } catch (error) {
      lose(error);
    }
  }

  const opening = open();
  return {
    send(text) {
      if (isClosed) return;
      client?.query('SELECT pg_notify($1, $2)', [CHANNEL, text]).catch((error: unknown) => {
        if (!isClosed) onTrouble(error, 'telling other hubs');
      });
    },
    onText: (listener) => void listeners.add(listener),
    async close() {
      isClosed = true;
      clearTimeout(again);
      await opening;
      await client?.end().catch(() => undefined);
    },
  };
}
