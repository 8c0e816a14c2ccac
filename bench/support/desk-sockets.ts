// Sockets of many desks, as a process of its own: told over Node's IPC which to open and how many events to await on every one.
// They speak the hub's frames and keep a cursor, and decode nothing more than the bare ones beside them do.
import { io, type Socket } from 'socket.io-client';
import { PROTOCOL } from '#shared/contracts/hub';
import type { Frame } from '#shared/rpc/port';
import { FRAME } from '#shared/rpc/socket-port';

/** `desks`: null for sockets that only listen. */
export interface OpenSockets {
  readonly is: 'open';
  readonly group: string;
  readonly url: string;
  readonly desks: readonly { readonly token: string; readonly deskId: string }[] | null;
  readonly count: number;
}
/** Answered with `armed`, and with `heard` once every socket of the group has been given so many messages more. */
export interface AwaitMessages {
  readonly is: 'await';
  readonly group: string;
  readonly messages: number;
}
export type ToSockets = OpenSockets | AwaitMessages;
export type FromSockets =
  | { readonly is: 'opened' | 'armed' | 'heard'; readonly group: string }
  | { readonly is: 'pulled'; readonly group: string };

interface Group {
  due: number;
  readonly heard: Map<Socket, number>;
}
interface Push {
  readonly after: number;
  readonly events: readonly { readonly seq: number; readonly type: string }[];
}

const groups = new Map<string, Group>();
process.on('message', (told: ToSockets) => void take(told));
process.on('disconnect', () => process.exit());

async function take(told: ToSockets): Promise<void> {
  if (told.is === 'open') {
    const group: Group = { due: Infinity, heard: new Map() };
    groups.set(told.group, group);
    const indexes = Array.from({ length: told.count }, (_, index) => index);
    await Promise.all(indexes.map((index) => open(told, group, index)));
    tell({ is: 'opened', group: told.group });
    return;
  }
  const group = groups.get(told.group);
  if (group === undefined) throw new Error(`no sockets of ${told.group} are open`);
  group.due = told.messages;
  for (const socket of group.heard.keys()) group.heard.set(socket, 0);
  tell({ is: 'armed', group: told.group });
}

async function open({ group: name, url, desks }: OpenSockets, group: Group, index: number): Promise<void> {
  const desk = desks?.[index];
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false, auth: { token: desk?.token } });
  const at = { cursor: 0, isPulling: false };
  group.heard.set(socket, 0);
  const hello = new Promise<void>((resolve, reject) => {
    socket.on('connect_error', reject);
    socket.on('connect', () => {
      if (desk === undefined) resolve();
      else send('hello', { protocol: PROTOCOL, deskId: desk.deskId, epoch: null, cursor: 0, deskClock: new Date().toISOString() });
    });
    socket.on(FRAME, (frame: Frame) => {
      if (frame.kind === 'failure') reject(new Error(frame.failure.message));
      // Our own hub's answers: to hello with `head`, to a pull with `events`, `head` and `more`.
      if (frame.kind === 'result') answered(frame.output as { head: number; events?: Push['events']; more?: boolean }, resolve);
      if (frame.kind === 'event') pushed(frame.payload as Push);
    });
  });

  function send(call: string, input: unknown): void {
    socket.emit(FRAME, { kind: 'call', contract: 'hub', id: 1, name: call, input } satisfies Frame);
  }

  function answered({ head, events, more }: { head: number; events?: Push['events']; more?: boolean }, resolve: () => void): void {
    if (events !== undefined) count(events);
    if (more === true) return send('sync.pull', { after: at.cursor });
    at.isPulling = false;
    at.cursor = Math.max(at.cursor, head);
    resolve();
  }

  function pushed({ after, events }: Push): void {
    if (desk !== undefined && after > at.cursor && !at.isPulling) {
      at.isPulling = true;
      tell({ is: 'pulled', group: name });
      send('sync.pull', { after: at.cursor });
    }
    if (!at.isPulling) count(events);
  }

  function count(events: Push['events']): void {
    const fresh = events.filter(({ seq }) => seq > at.cursor);
    at.cursor = Math.max(at.cursor, fresh.at(-1)?.seq ?? 0);
    const heard = (group.heard.get(socket) ?? 0) + fresh.filter(({ type }) => type === 'message.received').length;
    group.heard.set(socket, heard);
    if (heard < group.due || ![...group.heard.values()].every((one) => one >= group.due)) return;
    group.due = Infinity;
    tell({ is: 'heard', group: name });
  }

  await hello;
}

function tell(message: FromSockets): void {
  process.send?.(message);
}
