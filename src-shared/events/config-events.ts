import * as z from 'zod';
import { Agent } from '../domain/agent.ts';
import { CannedResponse } from '../domain/canned-response.ts';
import { Centre } from '../domain/centre.ts';
import { ChannelAccount } from '../domain/channel-account.ts';
import { ConfigChange } from '../domain/config-change.ts';
import { Disposition } from '../domain/interaction.ts';
import { Queue } from '../domain/queue.ts';

/** What administrators set, each time whole as it stands from now on. */
export const configEvents = {
  'centre.configured': z.looseObject({ centre: Centre }),
  'agent.configured': z.looseObject({ agent: Agent }),
  'queue.configured': z.looseObject({ queue: Queue }),
  'disposition.configured': z.looseObject({ disposition: Disposition }),
  'canned_response.configured': z.looseObject({ cannedResponse: CannedResponse }),
  'channel_account.configured': z.looseObject({ account: ChannelAccount }),
  /** Who did it, and what was there before: for administrators alone. */
  'config.changed': z.looseObject({ change: ConfigChange }),
} as const;
