import type { ChannelConnector } from '#shared/contracts/channel';
import type { Clock } from '#shared/domain/clock';
import { DEMO_LINE } from '#hub/demo/demo-centre';
import { createLineConnector } from './line-connector.ts';
import { publicBaseOf } from './public-base.ts';

interface Options {
  readonly channelSecret: string;
  readonly channelAccessToken: string;
  /** Null: LINE itself. */
  readonly emulatorUrl: string | null;
  readonly publicUrl: string | null;
  /** How this hub listens; empty before it does. */
  readonly address: () => string;
  readonly clock: Pick<Clock, 'now'>;
}

/** LINE answers within seconds or not at all; the hub takes a sender for dead after 30. */
const TIMEOUT_MS = 10_000;

export function lineConnectorOf({ channelSecret, channelAccessToken, emulatorUrl, publicUrl, address, clock }: Options): ChannelConnector {
  const { fetchQuota, fetchSticker, ...connector } = createLineConnector({
    channelSecret,
    channelAccessToken,
    emulatorUrl,
    timeoutMs: TIMEOUT_MS,
    publicBase: publicBaseOf({ publicUrl, emulatorUrl, address }),
    clock,
  });
  // A demo's token works nowhere: it has nothing to ask LINE for, and asks nobody unasked.
  const isReal = emulatorUrl !== null || channelAccessToken !== DEMO_LINE.channelAccessToken;
  return isReal && fetchQuota !== undefined && fetchSticker !== undefined ? { ...connector, fetchQuota, fetchSticker } : connector;
}
