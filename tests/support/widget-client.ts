import { io } from 'socket.io-client';
import { widgetContract, type WidgetContract, type WidgetItem, type WidgetState, WidgetSession } from '#shared/contracts/widget';
import { connect } from '#shared/rpc/connect';
import type { CallOutput, Client } from '#shared/rpc/contract';
import { Failure, FailureBody } from '#shared/rpc/failure';
import { socketPort } from '#shared/rpc/socket-port';

/** The widget reduced to its contract: real HTTP, real socket, no page. */
export interface WidgetClient {
  readonly call: Client<WidgetContract>['call'];
  sync(after?: number): Promise<CallOutput<WidgetContract, 'chat.sync'>>;
  /** Everything pushed so far. */
  readonly pushed: { readonly after: number; readonly items: readonly WidgetItem[]; readonly cursor: number }[];
  readonly states: WidgetState[];
  readonly typing: boolean[];
  close(): void;
}

interface Page {
  readonly url: string;
  readonly origin: string;
  readonly account?: string;
}

export async function openSession({ url, origin, account = 'chat' }: Page, token: string | null = null): Promise<WidgetSession> {
  const response = await fetch(`${url}/widget/${account}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ token, locale: 'ja' }),
  });
  const body: unknown = await response.json();
  if (!response.ok) throw Failure.fromBody(FailureBody.parse(body));
  return WidgetSession.parse(body);
}

export function postToWidget({ url, origin, account = 'chat' }: Page, token: string, body: unknown): Promise<Response> {
  return fetch(`${url}/channels/${account}/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
}

/** A refused handshake is the Failure that the hub answered. */
export async function openWidgetClient({ url, origin, account = 'chat' }: Page, token: string): Promise<WidgetClient> {
  const socket = io(`${url}/widget`, {
    transports: ['websocket'],
    auth: { token, account },
    extraHeaders: { origin },
    forceNew: true,
    reconnection: false,
  });
  const client = connect(widgetContract, socketPort(socket), (what) => {
    throw new Error(`the hub said what the contract does not know: ${what}`);
  });
  const pushed: WidgetClient['pushed'] = [];
  const states: WidgetState[] = [];
  const typing: boolean[] = [];
  client.on('chat.items', (news) => pushed.push(news));
  client.on('chat.state', (state) => states.push(state));
  client.on('chat.agent_typing', ({ isTyping }) => typing.push(isTyping));
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error: Error & { data?: unknown }) => {
      socket.close();
      const failure = FailureBody.safeParse(error.data);
      reject(failure.success ? Failure.fromBody(failure.data) : error);
    });
  });
  const known: { epoch: string | null } = { epoch: null };
  return {
    call: (name, input) => client.call(name, input),
    async sync(after = 0) {
      const answer = await client.call('chat.sync', { after, epoch: known.epoch });
      known.epoch = answer.epoch;
      return answer;
    },
    pushed,
    states,
    typing,
    close: () => void socket.close(),
  };
}
