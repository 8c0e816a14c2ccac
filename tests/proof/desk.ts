import path from 'node:path';
import { openVault } from '#core/key-vault';
import { DEMO_PASSWORD, DEMO_PEOPLE, type DemoLogin } from '#hub/demo/demo-centre';
import type { Connection } from '#shared/contracts/desk';
import type { Draft } from '#shared/domain/draft';
import { DeskId, type AgentId } from '#shared/domain/ids';
import { createKeptLog } from '#tests/support/kept-log';
import { waitUntil } from '#tests/support/wait-until';
import { openDeskWindow, type DeskWindow } from './desk-window.ts';
import { createKillable } from './killable.ts';

interface Options {
  readonly login: DemoLogin;
  readonly folder: string;
  /** Ways to one and the same hub, or to hubs that share a database. */
  readonly hubUrls: readonly [string, ...string[]];
  readonly onDraft?: (draft: Draft) => void;
}

/** One agent's desk as a process: `npm run desk -- --shell browser`, with a window on its wire. */
export interface Desk {
  readonly login: DemoLogin;
  readonly agentId: AgentId;
  readonly folder: string;
  /** Where the files of this agent at this hub lie. */
  readonly agentFolder: string;
  readonly start: () => Promise<void>;
  readonly kill: () => Promise<void>;
  readonly freeze: () => void;
  readonly thaw: () => void;
  readonly end: () => Promise<number | null>;
  readonly kills: () => number;
  readonly said: () => readonly string[];
  /** The window while the core lives; null in between. */
  window(): DeskWindow | null;
  /** How often it was started: what belongs to an earlier life is dead. */
  life(): number;
  /** How its line went, as the window was told; times are of performance.now(). */
  readonly line: readonly { readonly is: Connection['is']; readonly at: number }[];
  /** Until it is signed in and level. */
  connected(): Promise<void>;
  readonly deskId: () => Promise<DeskId>;
}

const CONNECTED_WITHIN_MS = 60_000;

export function createDesk({ login, folder, hubUrls, onDraft = () => undefined }: Options): Desk {
  const hubUrl = hubUrls.join(',');
  const program = createKillable({
    file: 'src-main/desk.ts',
    args: ['--shell', 'browser', '--no-open', '--hub', hubUrl, '--data', folder],
    env: {},
    ready: 'desk ready ',
  });
  const state = { window: null as DeskWindow | null, life: 0 };
  const line: { is: Connection['is']; at: number }[] = [];
  const { id: agentId } = DEMO_PEOPLE[login];

  return {
    login,
    agentId,
    folder,
    agentFolder: path.join(folder, 'hubs', new URL(hubUrls[0]).host.replaceAll(/[^0-9a-z.-]/gi, '_'), agentId),
    async start() {
      const window = await openDeskWindow(await program.start());
      window.on('draft.changed', onDraft);
      window.on('connection.changed', ({ is }) => void line.push({ is, at: performance.now() }));
      const { session } = await window.call('session.current', {});
      if (session.is === 'signed_out') await window.call('session.sign_in', { hubUrl, loginName: login, password: DEMO_PASSWORD });
      await window.openInbox();
      state.window = window;
      state.life += 1;
    },
    async kill() {
      await program.kill();
      state.window = null;
    },
    freeze: program.freeze,
    thaw: program.thaw,
    end: program.end,
    kills: program.kills,
    said: program.said,
    line,
    window: () => state.window,
    life: () => state.life,
    async connected() {
      await waitUntil(async () => (await state.window?.call('session.current', {}))?.connection.is === 'connected', {
        what: `the desk of ${login} is level`,
        timeoutMs: CONNECTED_WITHIN_MS,
      });
    },
    deskId: async () => DeskId.parse(await (await openVault({ folder, sealKey: null, log: createKeptLog() })).get('desk')),
  };
}
