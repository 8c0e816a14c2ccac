import type { HubContract } from '#shared/contracts/hub';
import type { CallOutput, Handlers } from '#shared/rpc/contract';
import { pictureTypeOf } from '#hub/channels/picture-type';
import type { QuotaWatch } from '#hub/channels/quota-watch';
import type { Channels } from '#hub/channels/registry';
import { greeted, type DeskConnection } from './desk-connection.ts';

interface Deps {
  readonly channels: Pick<Channels, 'account'>;
  readonly quotas: QuotaWatch;
}

type ChannelCalls = 'channel.quota' | 'channel.sticker';
type Sticker = CallOutput<HubContract, 'channel.sticker'>;

/** All that the picker offers, twice. */
const STICKERS_KEPT = 1_000;

/** What who answers over a channel wants to know of it, and what is nobody's secret. */
export function createChannelHandlers({ channels, quotas }: Deps): Pick<Handlers<HubContract, DeskConnection>, ChannelCalls> {
  // They never change, and every desk asks for the same.
  const stickers = new Map<string, Sticker>();

  return {
    'channel.quota'({ accountId }, desk) {
      greeted(desk);
      const known = quotas().find((quota) => quota.accountId === accountId);
      return known === undefined ? null : { used: known.used, limit: known.limit };
    },
    async 'channel.sticker'({ accountId, stickerId }, desk) {
      greeted(desk);
      const kept = stickers.get(stickerId);
      if (kept !== undefined) return kept;
      const bytes = await channels
        .account(accountId)
        ?.connector.fetchSticker?.(stickerId)
        .catch(() => null);
      const mediaType = bytes === undefined || bytes === null ? null : pictureTypeOf(bytes);
      if (bytes === undefined || bytes === null || mediaType === null) return null;
      const sticker = { mediaType, base64: Buffer.from(bytes).toString('base64') };
      if (stickers.size < STICKERS_KEPT) stickers.set(stickerId, sticker);
      return sticker;
    },
  };
}
