import { createIds } from '#shared/domain/ids';
import { start } from '#ui/app/start.tsx';
import { browserClock } from '#ui/wire/browser-clock';
import { createFixtures } from '../support/desk-fixtures.ts';
import { createMemoryDesk } from '../support/memory-desk.ts';

// The whole desk on a memory desk, to look at it without a hub: npx vite tests/dev. The address says what to show:
// ?locale=en&theme=dark&offer&interactions=400&lines=20000&signed-out&zoom=150&connection=offline
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
const memory = createMemoryDesk({
  clock: browserClock,
  ids,
  people,
  records,
  loginName: asked.has('signed-out') ? null : (asked.get('as') ?? 'mika'),
  settings: {
    locale: asked.get('locale') === 'en' ? 'en' : 'ja',
    theme: asked.get('theme') === 'dark' ? 'dark' : 'light',
    zoom: Number(asked.get('zoom') ?? 100),
  },
});
const element = document.getElementById('root');
if (element === null) throw new Error('index.html has no #root');
start(window, element, memory.source);
const at = new Date(now - 125_000).toISOString();
if (asked.get('connection') === 'offline') memory.setConnection({ is: 'offline', lastSyncedAt: at });
if (asked.get('connection') === 'catching_up') memory.setConnection({ is: 'catching_up', lastSyncedAt: at, eventsLeft: 1234 });
// For scripts that look at the page: tell the log something, cut the line.
Object.assign(window, { memory });
