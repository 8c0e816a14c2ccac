import { toInstant } from '#shared/domain/clock';
import { createIds, DeskId } from '#shared/domain/ids';
import { start } from '#ui/app/start.tsx';
import { browserClock } from '#ui/wire/browser-clock';
import { createFixtures } from '../support/desk-fixtures.ts';
import { createMemoryDesk } from '../support/memory-desk.ts';
import { leaveUnsent } from '../support/unsent-work.ts';

// The whole desk on a memory desk, to look at it without a hub: npx vite tests/dev. The address says what to show:
// ?locale=en&theme=dark&offer&interactions=400&lines=20000&signed-out&zoom=150&connection=offline&unsent=40
const asked = new URLSearchParams(location.search);
const now = browserClock.now();
const ids = createIds(
  () => browserClock.now(),
  (count) => crypto.getRandomValues(new Uint8Array(count)),
);
const { people, records } = createFixtures({
  now,
  hasOffer: asked.has('offer'),
  extraInteractions: Number(asked.get('interactions') ?? 0),
  extraLines: Number(asked.get('lines') ?? 0),
});
const files: Record<string, string> = {};
const keptFiles: string[] = [];
const memory = createMemoryDesk({
  files,
  keptFiles,
  clock: browserClock,
  ids,
  people,
  records,
  desks: people.slice(0, 2).flatMap(({ id: agentId }) =>
    ['dsk_01k9office', 'dsk_01k9laptop'].map((deskId, index) => ({
      agentId,
      deskId: DeskId.parse(deskId),
      lastSeenAt: toInstant(now - index * 26 * 3_600_000),
      lastSyncedAt: null,
      lastPurge: null,
    })),
  ),
  loginName: asked.has('signed-out') ? null : (asked.get('as') ?? 'mika'),
  settings: {
    locale: asked.get('locale') === 'en' ? 'en' : 'ja',
    theme: asked.get('theme') === 'dark' ? 'dark' : 'light',
    zoom: Number(asked.get('zoom') ?? 100),
  },
});
if (asked.has('unsent')) leaveUnsent(memory, Number(asked.get('unsent')), now);
const element = document.getElementById('root');
if (element === null) throw new Error('index.html has no #root');
start(window, element, memory.source);
const at = new Date(now - 125_000).toISOString();
if (asked.get('connection') === 'offline') memory.setConnection({ is: 'offline', lastSyncedAt: at });
if (asked.get('connection') === 'catching_up')
  memory.setConnection({ is: 'catching_up', lastSyncedAt: at, eventsLeft: 87_700, eventsDone: 12_300 });
if (asked.get('connection') === 'portal') memory.setConnection({ is: 'offline', lastSyncedAt: at, reason: 'portal' });
if (asked.get('connection') === 'demo') memory.setConnection({ is: 'connected', lastSyncedAt: at, isDemo: true });
if (asked.get('connection') === 'soe') memory.setConnection({ is: 'signed_out_elsewhere', lastSyncedAt: at });
if (asked.get('connection') === 'cut') memory.setConnection({ is: 'offline', lastSyncedAt: at, reason: 'cut', isDemo: true });
// For scripts that look at the page: tell the log something, cut the line, bring files.
Object.assign(window, { memory, files, keptFiles });
