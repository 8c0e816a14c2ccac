import type { AccountId } from '#shared/domain/ids';
import type { Channels } from '#hub/channels/registry';
import type { ReceiveInbound } from '#hub/channels/receive-inbound';
import { simulatedRequest, type SimulatedPost } from '#hub/channels/simulator-connector';

interface Dependencies {
  readonly channels: Channels;
  readonly receiveInbound: ReceiveInbound;
  /** Shared with the simulator's connectors of this process, and with nobody else. */
  readonly secret: Uint8Array;
}

/** The way in for customers made of code: signed and parsed as every webhook is, without the detour over a socket. */
export function createBringIn({
  channels,
  receiveInbound,
  secret,
}: Dependencies): (accountId: AccountId, post: SimulatedPost) => Promise<void> {
  return async (accountId, post) => {
    const account = channels.account(accountId);
    if (account === undefined) throw new Error(`the simulator has no account ${accountId}`);
    const request = simulatedRequest(`simulator:///channels/${accountId}/webhook`, post, secret);
    await receiveInbound(accountId, await account.connector.parseInbound(request));
  };
}
