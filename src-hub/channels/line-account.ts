import type { Clock } from '#shared/domain/clock';
import type { HubConfig } from '#hub/config';
import { createLineConnector } from './line-connector.ts';
import type { ChannelAccount } from './registry.ts';

interface Options {
  readonly account: Pick<ChannelAccount, 'accountId' | 'queueId'>;
  /** Where the configuration names none: a demo's. Null: then there is no LINE. */
  readonly fallback: HubConfig['line'];
  readonly clock: Pick<Clock, 'now'>;
}

/** LINE answers within seconds or not at all; the hub takes a sender for dead after 30. */
const TIMEOUT_MS = 10_000;

/** The LINE channel that the environment configures. */
export function lineAccountOf(
  { line, lineApiBaseUrl: emulatorUrl }: Pick<HubConfig, 'line' | 'lineApiBaseUrl'>,
  { account, fallback, clock }: Options,
): ChannelAccount | null {
  const credentials = line ?? fallback;
  if (credentials === null) return null;
  const { fetchQuota, ...connector } = createLineConnector({ ...credentials, emulatorUrl, timeoutMs: TIMEOUT_MS, clock });
  // A demo has no quota to ask after, and asks nobody unasked.
  const isReal = line !== null || emulatorUrl !== null;
  return { ...account, connector: isReal && fetchQuota !== undefined ? { ...connector, fetchQuota } : connector };
}
