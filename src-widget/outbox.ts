import type { WidgetDetails } from '#shared/contracts/widget';
import type { GivenAttachment } from '#shared/domain/message';
import type { Locale } from '#shared/domain/text';
import type { Keep } from './keep.ts';
import { readJson } from './read-json.ts';

/** A line the customer wrote, until the thread that comes back from the hub contains it. */
export interface OutboxLine {
  /** The client message id: the hub takes each id once, however often it is sent. Ids sort in the order of writing. */
  readonly id: string;
  readonly text: string;
  readonly locale: Locale;
  /** What was filled in with it. */
  readonly details?: WidgetDetails;
  /** At the hub already. */
  readonly files?: readonly GivenAttachment[];
  /** Milliseconds since 1970. */
  readonly writtenAt: number;
  /** `sent`: the hub has it for ever; `refused`: it never will, as it stands. */
  readonly state: 'unsent' | 'sent' | 'refused';
  /** In whose thread it will come back; null until it is sent. */
  readonly visitor: string | null;
}

export interface Outbox {
  add(text: string, locale: Locale, details?: WidgetDetails, files?: readonly GivenAttachment[]): void;
  /** In the order of writing. */
  lines(): readonly OutboxLine[];
  find(id: string): OutboxLine | undefined;
  sent(id: string, visitor: string): void;
  mark(id: string, state: 'unsent' | 'refused'): void;
  remove(id: string): void;
}

const PREFIX = 'line:';

/** One key a line, so that tabs that write at the same time never overwrite each other's. */
export function createOutbox(keep: Keep, now: () => number, random: () => string): Outbox {
  let lastWrittenAt = 0;

  function find(id: string): OutboxLine | undefined {
    return parseLine(id, keep.get(PREFIX + id));
  }

  return {
    find,
    add(text, locale, details, files = []) {
      lastWrittenAt = Math.max(now(), lastWrittenAt + 1);
      const id = `${lastWrittenAt.toString(36).padStart(9, '0')}-${random()}`;
      const more = { ...(details === undefined ? {} : { details }), ...(files.length === 0 ? {} : { files }) };
      put({ id, text, locale, writtenAt: lastWrittenAt, state: 'unsent', visitor: null, ...more });
    },
    lines() {
      return keep
        .keys()
        .filter((key) => key.startsWith(PREFIX))
        .sort()
        .flatMap((key) => find(key.slice(PREFIX.length)) ?? []);
    },
    sent(id, visitor) {
      const line = find(id);
      if (line !== undefined) put({ ...line, state: 'sent', visitor });
    },
    mark(id, state) {
      const line = find(id);
      if (line !== undefined) put({ ...line, state });
    },
    remove: (id) => keep.remove(PREFIX + id),
  };

  function put({ id, ...rest }: OutboxLine): void {
    keep.set(PREFIX + id, JSON.stringify(rest));
  }
}

/** Storage is the shop's: anything may stand there. */
function parseLine(id: string, json: string | null): OutboxLine | undefined {
  const { text, locale, writtenAt, state, visitor, details, files } = readJson(json);
  if (typeof text !== 'string' || typeof writtenAt !== 'number') return undefined;
  return {
    id,
    text,
    writtenAt,
    locale: locale === 'en' ? 'en' : 'ja',
    state: state === 'sent' || state === 'refused' ? state : 'unsent',
    visitor: typeof visitor === 'string' ? visitor : null,
    // The hub checks it; what is no object is none.
    ...(typeof details === 'object' && details !== null ? { details } : {}),
    ...(Array.isArray(files) ? { files: files as GivenAttachment[] } : {}),
  };
}
