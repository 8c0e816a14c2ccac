import { once } from 'node:events';
import { WebSocket } from 'ws';
import { deskContract, type DeskContract, type OutboxItem } from '#shared/contracts/desk';
import type { Bodies, Change, Kind } from '#shared/records/records';
import { connect } from '#shared/rpc/connect';
import type { Client } from '#shared/rpc/contract';
import { wsPort } from '#shell/web-shell/ws-port';

/** A page of the desk without a screen, on the real `/wire` of the browser shell. */
export interface DeskWindow {
  readonly call: Client<DeskContract>['call'];
  readonly on: Client<DeskContract>['on'];
  /** False once the core is gone. */
  isOpen(): boolean;
  /** What an inbox on this page would show. */
  of<K extends Kind>(kind: K): Bodies[K][];
  outbox(): readonly OutboxItem[];
  openInbox(): Promise<void>;
  close(): void;
}

/** `address`: as the desk prints it, with its one-time token. */
export async function openDeskWindow(address: string): Promise<DeskWindow> {
  const { origin, host, hash } = new URL(address);
  const token = new URLSearchParams(hash.slice(1)).get('token') ?? '';
  const socket = new WebSocket(`ws://${host}/wire?token=${token}`, { origin });
  const state = { isOpen: true, outbox: [] as readonly OutboxItem[] };
  const records = new Map<string, Change>();
  // A core that is killed resets its sockets; 'close' follows and says all there is to say.
  socket.on('error', () => undefined);
  socket.once('close', () => {
    state.isOpen = false;
  });
  await Promise.race([once(socket, 'open'), once(socket, 'close')]);
  const client = connect(
    deskContract,
    wsPort(socket, () => {
      throw new Error('the desk sent what is no frame');
    }),
    (what) => {
      throw new Error(`the desk said what its contract does not know: ${what}`);
    },
  );
  const lay = (changes: readonly Change[]): void => {
    for (const change of changes) {
      if (change.body === null) records.delete(`${change.kind} ${change.id}`);
      else records.set(`${change.kind} ${change.id}`, change);
    }
  };
  client.on('records.changed', ({ changes }) => lay(changes));
  client.on('outbox.changed', (outbox) => {
    state.outbox = outbox;
  });
  return {
    call: (name, input) => client.call(name, input),
    on: (name, listener) => client.on(name, listener),
    isOpen: () => state.isOpen,
    // The map's values are of the kind asked for.
    of: <K extends Kind>(kind: K) =>
      [...records.values()].filter((change) => change.kind === kind).map(({ body }) => body as unknown as Bodies[K]),
    outbox: () => state.outbox,
    async openInbox() {
      lay((await client.call('view.open', { is: 'inbox' })).changes);
      state.outbox = await client.call('outbox.list', {});
    },
    close: () => socket.close(),
  };
}
