import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { openAgentDesk, type AgentDesk } from '#core/agent-desk';
import type { CacheOptions } from '#core/cache/cache-files';
import { openCacheInline, type Cache } from '#core/cache/open-cache';
import type { Connection, DraftFile, OutboxItem } from '#shared/contracts/desk';
import type { Dial } from '#core/sync/dial-hub';
import type { Clock } from '#shared/domain/clock';
import type { Draft } from '#shared/domain/draft';
import { AgentId, DeskId, type BlobId } from '#shared/domain/ids';
import type { Bodies, Change, Kind } from '#shared/records/records';
import { createFakeIds } from './fake-ids.ts';
import { createKeptLog } from './kept-log.ts';
import { waitUntil } from './wait-until.ts';

export const TEST_KEY = '0123456789abcdef'.repeat(4);
export const MIKA = AgentId.parse('agt_mika');

/** A folder with a space and Japanese letters in its name, gone when the test ends. */
export function aFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'madoguchi 窓口 '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function openTestCache(over: Partial<CacheOptions> = {}): Promise<Cache & { readonly lines: readonly string[] }> {
  const log = createKeptLog();
  const cache = await openCacheInline({ folder: over.folder ?? aFolder(), key: TEST_KEY, agentId: MIKA, stamp: 'then', ...over }, log);
  return { ...cache, lines: log.lines };
}

/** What a window would have painted: every change told, laid one on the other. */
export interface Screen {
  readonly records: ReadonlyMap<string, Change>;
  of<K extends Kind>(kind: K): Bodies[K][];
}

export interface TestDesk extends AgentDesk {
  readonly screen: Screen;
  readonly told: {
    readonly connections: Connection[];
    readonly outboxes: OutboxItem[][];
    readonly drafts: Draft[];
    readonly files: DraftFile[];
    readonly blobs: { readonly kept: readonly BlobId[]; readonly dropped: readonly BlobId[] }[];
    signedOut: number;
  };
  level(): Promise<void>;
}

interface Options {
  readonly dial: Dial;
  readonly folder?: string;
  readonly clock?: Clock;
  readonly deskId?: string;
  readonly salt?: number;
  /** 0: no pause before the next try, which a clock that only a test moves must not have. */
  readonly random?: () => number;
}

/** One agent's desk with its real files, on whatever line is given. */
export async function openTestDesk({
  dial,
  folder = aFolder(),
  clock = quickClock,
  deskId = 'dsk_one',
  salt = 0,
  random = () => 0,
}: Options): Promise<TestDesk> {
  const records = new Map<string, Change>();
  const told: TestDesk['told'] = { connections: [], outboxes: [], drafts: [], files: [], blobs: [], signedOut: 0 };
  const cache = await openTestCache({ folder });
  const desk = await openAgentDesk({
    hubUrls: ['http://127.0.0.1:1'],
    agentId: MIKA,
    deskId: DeskId.parse(deskId),
    cache,
    dial,
    accessToken: () => Promise.resolve('token'),
    clock,
    ids: createFakeIds(salt),
    random,
    log: createKeptLog(),
    tell: {
      changed({ changes }) {
        for (const change of changes) {
          if (change.body === null) records.delete(`${change.kind} ${change.id}`);
          else records.set(`${change.kind} ${change.id}`, change);
        }
      },
      history(changed) {
        this.changed(changed);
      },
      renewed() {},
      outbox: (items) => told.outboxes.push(items),
      connection: (connection) => told.connections.push(connection),
      file: (file) => told.files.push(file),
      blobs: (changed) => told.blobs.push(changed),
      draft: (draft) => told.drafts.push(draft),
      signal() {},
      agent() {},
      signedOutElsewhere() {
        told.signedOut += 1;
      },
    },
  });
  const closing: { done?: Promise<void> } = {};
  const close = (): Promise<void> => (closing.done ??= desk.close());
  onTestFinished(close);
  const screen: Screen = {
    records,
    // The map's values are of the kind asked for.
    of: <K extends Kind>(kind: K) =>
      [...records.values()].filter((change) => change.kind === kind).map(({ body }) => body as unknown as Bodies[K]),
  };
  return { ...desk, close, screen, told, level: () => waitUntil(() => desk.hub() !== null, { what: 'the desk is level' }).then(() => {}) };
}

/** Real time, so that a pause of nothing is over at once. */
const quickClock: Clock = {
  now: Date.now,
  setTimer(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
