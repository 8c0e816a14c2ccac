import type { Dial } from '#core/sync/dial-hub';
import { PROTOCOL } from '#shared/contracts/hub';
import type { LoggedEvent } from '#shared/events/index';
import type { Frame, Port } from '#shared/rpc/port';
import { anAgent } from '#tests/support/builders';
import { AWAY_AGENT, AWAY_QUEUE, AWAY_SCOPES } from './outage-events.ts';

/** A hub that costs nothing: its pages are text already, as they would come from the wire. */
export interface PreparedHub {
  readonly dial: Dial;
  /** From now on there are these pages to be pulled; lines that are open are cut. */
  prepare(pages: readonly PreparedPage[]): void;
}

export interface PreparedPage {
  readonly after: number;
  readonly upTo: number;
  readonly text: string;
}

export function pagesOf(events: Iterable<LoggedEvent>, pageSize: number): PreparedPage[] {
  const pages: PreparedPage[] = [];
  let page: LoggedEvent[] = [];
  const end = (): void => {
    const [first, last] = [page[0], page.at(-1)];
    if (first !== undefined && last !== undefined) pages.push({ after: first.seq - 1, upTo: last.seq, text: JSON.stringify(page) });
    page = [];
  };
  for (const event of events) {
    page.push(event);
    if (page.length === pageSize) end();
  }
  end();
  return pages;
}

const AGENT = anAgent({ id: AWAY_AGENT, queueIds: [AWAY_QUEUE] });
const ANSWERS: Record<string, unknown> = {
  'sync.cleared': null,
  'typing.set': null,
  'draft.list': [],
  'history.read': { records: [], hasOlder: false },
};

export function createPreparedHub(): PreparedHub {
  let pages: ReadonlyMap<number, PreparedPage> = new Map();
  let head = 0;
  const lines = new Set<() => void>();

  /** The output as text; what is not pulled is made at once. */
  function answerTo(name: string, input: unknown): string {
    if (name === 'hello') {
      const welcome = { protocol: PROTOCOL, epoch: 'a'.repeat(32), head, hubClock: new Date().toISOString(), agent: AGENT };
      return JSON.stringify({ ...welcome, scopes: AWAY_SCOPES, mayResume: (input as { epoch: string | null }).epoch !== null });
    }
    if (name === 'sync.pull') {
      const page = pages.get((input as { after: number }).after);
      return page === undefined
        ? JSON.stringify({ events: [], head, more: false })
        : `{"events":${page.text},"head":${head},"more":${page.upTo < head}}`;
    }
    if (name === 'sync.snapshot') return JSON.stringify({ records: [], next: null, seq: head });
    if (name === 'draft.put') return JSON.stringify(input);
    if (name === 'command.execute') return JSON.stringify({ is: 'done', seqs: [] });
    return JSON.stringify(ANSWERS[name] ?? null);
  }

  return {
    dial() {
      const frames = new Set<(frame: Frame) => void>();
      const closers = new Set<() => void>();
      const close = (): void => {
        lines.delete(close);
        for (const closer of closers) closer();
        closers.clear();
      };
      lines.add(close);
      const port: Port = {
        send(frame) {
          if (frame.kind !== 'call') return;
          const { contract, id, name, input } = frame;
          setImmediate(() => {
            const text = `{"kind":"result","contract":"${contract}","id":${id},"output":${answerTo(name, input)}}`;
            const answer = JSON.parse(text) as Frame; // written the line before
            for (const listener of frames) listener(answer);
          });
        },
        onFrame(listener) {
          frames.add(listener);
          return () => frames.delete(listener);
        },
        onClose(listener) {
          closers.add(listener);
          return () => closers.delete(listener);
        },
      };
      return Promise.resolve({ port, onHeard: () => {}, close });
    },
    prepare(next) {
      pages = new Map(next.map((page) => [page.after, page]));
      head = next.at(-1)?.upTo ?? 0;
      for (const cut of lines) cut();
    },
  };
}
