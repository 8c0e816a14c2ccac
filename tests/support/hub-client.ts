import { io, type Socket } from 'socket.io-client';
import { CommandId, type AgentId, type DeskId } from '#shared/domain/ids';
import type { Command, CommandBody, CommandOutcome } from '#shared/commands/index';
import { hubContract, PROTOCOL, type HubContract } from '#shared/contracts/hub';
import { toInstant } from '#shared/domain/clock';
import type { LoggedEvent } from '#shared/events/index';
import { connect } from '#shared/rpc/connect';
import type { CallOutput, Client } from '#shared/rpc/contract';
import { Failure, FailureBody } from '#shared/rpc/failure';
import { socketPort } from '#shared/rpc/socket-port';

/** A desk reduced to the hub's contract: real socket, real frames, no replica. */
export interface HubClient {
  readonly socket: Socket;
  readonly call: Client<HubContract>['call'];
  readonly on: Client<HubContract>['on'];
  /** Everything pushed so far, as it came. */
  readonly pushes: { readonly after: number; readonly events: readonly LoggedEvent[] }[];
  readonly hello: (over?: HelloOver) => Promise<CallOutput<HubContract, 'hello'>>;
  readonly execute: (
    body: CommandBody,
    commandId?: string,
    sending?: Pick<Command, 'hasWaited' | 'isRetry'> & { basis?: number },
  ) => Promise<CommandOutcome>;
  readonly close: () => void;
}

interface HelloOver {
  readonly epoch?: string | null;
  readonly cursor?: number;
  readonly protocol?: number;
  readonly deskClock?: string;
}

interface ClientOf {
  readonly url: string;
  readonly token: string;
  readonly agentId: AgentId;
  readonly deskId: DeskId;
  readonly now?: () => number;
}

/** Opens a socket to `/desk`; a refused handshake is the Failure that the hub answered. */
export async function openHubClient({ url, token, agentId, deskId, now = Date.now }: ClientOf): Promise<HubClient> {
  const socket = io(`${url}/desk`, { transports: ['websocket'], auth: { token }, forceNew: true, reconnection: false });
  const client = connect(hubContract, socketPort(socket));
  const pushes: HubClient['pushes'] = [];
  client.on('events.appended', (push) => pushes.push(push));
  await connected(socket);
  let commands = 0;
  return {
    socket,
    call: (name, input) => client.call(name, input),
    on: (name, listener) => client.on(name, listener),
    pushes,
    hello: ({ epoch = null, cursor = 0, protocol = PROTOCOL, deskClock = toInstant(now()) } = {}) =>
      client.call('hello', { protocol, deskId, epoch, cursor, deskClock }),
    execute(body, commandId, sending = {}) {
      commands += 1;
      const id = CommandId.parse(commandId ?? `cmd_${socket.id?.replaceAll(/[^0-9A-Za-z]/g, '') ?? ''}x${commands}`);
      return client.call('command.execute', { commandId: id, agentId, deskId, writtenAt: toInstant(now()), basis: 0, ...sending, body });
    },
    close: () => void socket.close(),
  };
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error: Error & { data?: unknown }) => {
      socket.close();
      const failure = FailureBody.safeParse(error.data);
      reject(failure.success ? Failure.fromBody(failure.data) : new Failure('offline', 'the hub could not be reached'));
    });
  });
}
