// The rules are watched too: each is shown an offence planted for it, and its lawful neighbour.
import { expect, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { findViolations } from './support/find-violations.ts';
import { findLocaleGaps } from './support/locale-parity.ts';

const offences: readonly (readonly [rule: string, path: string, source: string])[] = [
  ['src-shared is pure', 'src-shared/domain/x.ts', `import { readFile } from 'node:fs/promises';`],
  ['src-shared is pure', 'src-shared/domain/x.ts', `import type { Db } from '#hub/db/db';`],
  ['src-shared is pure', 'src-shared/domain/x.ts', `export { v4 } from 'uuid';`],
  ['src-shared/rpc knows no trade', 'src-shared/rpc/x.ts', `import { CustomerId } from '../domain/ids.ts';`],
  ['the hub knows the desk only through src-shared', 'src-hub/x.ts', `import type { Outbox } from '#core/cache/durable';`],
  ['the hub draws nothing', 'src-hub/x.ts', `import React from 'react';`],
  ['only src-hub/db speaks to PostgreSQL', 'src-hub/routing/router.ts', `import pg from 'pg';`],
  ['only src-hub/db speaks to PostgreSQL', 'src-hub/routing/router.ts', `const { PGlite } = await import('@electric-sql/pglite');`],
  ['only src-hub/db speaks to PostgreSQL', 'src-main/core/x.ts', `import pg from 'pg';`],
  ['the core runs in plain Node and knows no shell', 'src-main/core/x.ts', `import { openWindow } from '#shell/electron/window';`],
  ['the core runs in plain Node: no Electron', 'src-main/core/x.ts', `import { safeStorage } from 'electron';`],
  ['the core runs in plain Node and knows no shell', 'src-main/core/x.ts', `import { createHub } from '#hub/create-hub';`],
  ['only core/cache/open-database.ts opens SQLite', 'src-main/core/cache/replica.ts', `import type Database from 'better-sqlite3';`],
  ['only the Electron shell imports electron', 'src-main/web-shell/x.ts', `const { app } = require('electron');`],
  ['the Electron shell knows the core', 'src-main/electron/x.ts', `import { guard } from '#shell/web-shell/guard';`],
  ['the browser shell knows the core', 'src-main/web-shell/x.ts', `import { openWindow } from '#shell/electron/window';`],
  ['the desk launcher chooses a shell', 'src-main/desk.ts', `import { createHub } from '#hub/create-hub';`],
  ['a shell draws nothing', 'src-main/electron/x.ts', `import { createRoot } from 'react-dom/client';`],
  ['the renderer knows the desk only through', 'src-renderer/x.ts', `import { createDeskCore } from '#core/create-desk-core';`],
  ['the renderer runs in a browser', 'src-renderer/x.tsx', `import { join } from 'node:path';`],
  ['the renderer runs in a browser', 'src-renderer/x.tsx', `import { io } from 'socket.io-client';`],
  ['the renderer sees records and never an event', 'src-renderer/x.ts', `import type { LoggedEvent } from '#shared/events/index';`],
  ['features are islands', 'src-renderer/features/inbox/x.tsx', `import { Timeline } from '#ui/features/timeline/timeline.tsx';`],
  ['features are islands', 'src-renderer/features/inbox/x.tsx', `import { Timeline } from '../timeline/timeline.tsx';`],
  ['only app/ composes features', 'src-renderer/ui/x.tsx', `import { Timeline } from '#ui/features/timeline/timeline.tsx';`],
  ['only app/ composes features', 'src-renderer/state/x.ts', `import type { Row } from '#ui/features/inbox/inbox-row.tsx';`],
  ['features, ui and state do not know app/', 'src-renderer/features/inbox/x.tsx', `import { App } from '#ui/app/app.tsx';`],
  ['the widget is small', 'src-widget/x.ts', `import { Message } from '#shared/domain/message';`],
  ['the widget is small', 'src-widget/x.ts', `import * as z from 'zod';`],
  ['even types of the widget', 'src-widget/x.ts', `import type { Hub } from '#hub/create-hub';`],
  ['a pure file takes facts', 'src-hub/messages/decide-message.ts', `import { append } from '#hub/log/event-log';`],
  ['a pure file takes facts', 'src-hub/routing/match.ts', `import type { Db } from '../db/db.ts';`],
  ['a pure file takes facts', 'src-shared/records/fold-event.ts', `import pino from 'pino';`],
  ['a pure file is given the time', 'src-shared/records/overlay.ts', `export const at = () => Date.now();`],
  ['a pure file is given the time', 'src-hub/agents/decide-agent.ts', `import type { Clock } from '#shared/domain/clock';`],
  ['a pure file is given the time', 'src-shared/domain/metrics.ts', `console.log('sum');`],
  ['a connector imports its contract', 'src-hub/channels/line-connector.ts', `import { sign } from './twilio-connector.ts';`],
  ['a connector never touches the log', 'src-hub/channels/line-connector.ts', `import { append } from '../log/event-log.ts';`],
  ['nobody imports tests', 'src-hub/x.ts', `import { waitUntil } from '#tests/support/wait-until';`],
  ['nobody imports tests', 'src-hub/x.ts', `import { build } from '../scripts/build.ts';`],
  ['across folders use #shared', 'src-hub/log/x.ts', `import { sql } from '../../src-shared/sql.ts';`],
  ['a relative import stays inside its place', 'src-hub/x.ts', `import { sql } from '../src-shared/sql.ts';`],
  ['a relative import stays inside its place', 'src-main/electron/x.ts', `new Worker(new URL('../core/main.ts', import.meta.url));`],
  ['no module-level let', 'src-hub/x.ts', `export let counter = 0;`],
  ['zod is imported whole', 'src-hub/x.ts', `import { z } from 'zod';`],
];

test.each(offences)('%s: caught in %s: %s', (rule, path, source) => {
  expect(findViolations([{ path, source }], packageJson.imports).filter((offence) => offence.startsWith(rule))).toHaveLength(1);
});

const lawful: readonly (readonly [path: string, source: string])[] = [
  ['src-shared/rpc/serve.ts', `import * as z from 'zod';\nimport { Failure } from './failure.ts';`],
  ['src-shared/records/fold-event.ts', `import { toInstant, type Instant } from '../domain/clock.ts';`],
  ['src-hub/db/open-postgres.ts', `import pg from 'pg';`],
  [
    'src-hub/channels/twilio-connector.ts',
    `import twilio from 'twilio';\nimport type { ChannelConnector } from '#shared/contracts/channel';`,
  ],
  ['src-main/core/cache/open-database.ts', `import Database from 'better-sqlite3';`],
  ['src-main/electron/main.ts', `import { app } from 'electron';\nimport { createDeskCore } from '#core/create-desk-core';`],
  ['src-main/desk.ts', `import { openWebShell } from '#shell/web-shell/main';`],
  ['src-renderer/features/inbox/inbox-list.tsx', `import { Row } from './inbox-row.tsx';\nimport { Button } from '#ui/ui/controls.tsx';`],
  ['src-renderer/app/workspace.tsx', `import { Timeline } from '#ui/features/timeline/timeline.tsx';\nimport './workspace.css';`],
  ['src-widget/wire.ts', `import { io } from 'socket.io-client';\nimport type { Message } from '#shared/domain/message';`],
  ['tests/hub/x.test.ts', `import pg from 'pg';\nimport { createHub } from '#hub/create-hub';`],
  ['src-hub/x.ts', `// never: import { z } from 'zod';\nexport function count() {\n  let sum = 0;\n  return (sum += 1);\n}`],
];

test.each(lawful)('%s may do what it does', (path, source) => {
  expect(findViolations([{ path, source }], packageJson.imports)).toEqual([]);
});

test('a text that only one language has, an empty one and a lost placeholder are named', () => {
  const common = (language: string, texts: object) => ({ language, namespace: 'common', source: JSON.stringify(texts) });
  expect(
    findLocaleGaps([
      common('en', {
        offer: { accept: 'Accept', from: 'From {{name}}' },
        unread_one: 'one new',
        unread_other: '{{count}} new',
        send: 'Send',
      }),
      common('ja', { offer: { from: '着信です' }, unread_other: '新着{{count}}件', send: '' }),
    ]),
  ).toEqual([
    'common: offer.accept is missing in ja',
    'common: offer.from has different placeholders: name / none',
    'common: send is empty in ja',
  ]);
});
