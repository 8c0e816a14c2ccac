import type { Db } from '#hub/db/db';
import { eventsAfter } from '#hub/log/read-events';
import type { CommandId } from '#shared/domain/ids';
import { knownEvent, type LoggedEvent } from '#shared/events/index';

/** A message or note, as the log was told of its birth. */
export interface Birth {
  readonly id: string;
  readonly seq: number;
  readonly conversationId: string | null;
  readonly by: string;
  readonly text: string;
  readonly causedBy: CommandId | null;
  readonly externalId: string | null;
  times: number;
}

/** The log so far, by what is asked of it. */
export interface LogIndex {
  readonly births: ReadonlyMap<string, Birth>;
  readonly causedBy: ReadonlyMap<CommandId, readonly number[]>;
  /** Events of one kind that one command caused more than once, where no command of these stories causes two: `command kind`. */
  readonly twice: ReadonlySet<string>;
  /** What was said in each thread, oldest first. */
  readonly threads: ReadonlyMap<string, readonly Birth[]>;
  readonly head: number;
  /** Takes in what is new; answers it. */
  read(): Promise<readonly LoggedEvent[]>;
}

const PAGE = 10_000;

export function createLogIndex(db: Db): LogIndex {
  const births = new Map<string, Birth>();
  const causedBy = new Map<CommandId, number[]>();
  const threads = new Map<string, Birth[]>();
  const kinds = new Set<string>();
  const twice = new Set<string>();
  let head = 0;

  function born(birth: Omit<Birth, 'times'>): void {
    const known = births.get(birth.id);
    if (known !== undefined) {
      known.times += 1;
      return;
    }
    const fresh = { ...birth, times: 1 };
    births.set(birth.id, fresh);
    const thread = birth.conversationId ?? '';
    threads.set(thread, [...(threads.get(thread) ?? []), fresh]);
  }

  return {
    births,
    causedBy,
    threads,
    twice,
    get head() {
      return head;
    },
    async read() {
      const events = await eventsAfter(db, head, PAGE);
      for (const event of events) {
        head = event.seq;
        if (event.causedBy !== null) {
          causedBy.set(event.causedBy, [...(causedBy.get(event.causedBy) ?? []), event.seq]);
          const kind = `${event.causedBy} ${event.type}`;
          if (kinds.has(kind) && !event.type.startsWith('scope.')) twice.add(kind);
          kinds.add(kind);
        }
        const known = knownEvent(event);
        if (known === 'unknown' || known === 'no_body') continue;
        const of = { seq: event.seq, causedBy: event.causedBy };
        if (known.type === 'message.received' || known.type === 'message.sent') {
          const { id, conversationId, author, text, externalId = null } = known.body.message;
          born({ ...of, id, conversationId, by: author.by === 'agent' ? author.agentId : author.by, text, externalId });
        }
        if (known.type === 'note.added') {
          const { id, conversationId, authorId, text } = known.body.note;
          born({ ...of, id, conversationId, by: `note of ${authorId}`, text, externalId: null });
        }
      }
      return events;
    },
  };
}
