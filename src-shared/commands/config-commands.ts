import * as z from 'zod';
import { AgentProfile, OpenWork } from '../domain/agent.ts';
import { CannedResponse } from '../domain/canned-response.ts';
import { Centre } from '../domain/centre.ts';
import { ChannelAccount } from '../domain/channel-account.ts';
import { ConfigChangeId } from '../domain/ids.ts';
import { Disposition } from '../domain/interaction.ts';
import { Queue } from '../domain/queue.ts';

/** What administrators set: each brings the record whole, new or changed; nothing is ever deleted, only retired. */
export const configCommands = {
  'centre.configure': z.object({ centre: Centre }),
  /** `openWork`: of somebody who may handle none from now on; asked for where there is any. */
  'agent.configure': z.object({ agent: AgentProfile, openWork: OpenWork.optional() }),
  /** `despiteWaiting`: the one who retires it was told that customers wait there. */
  'queue.configure': z.object({ queue: Queue, despiteWaiting: z.boolean().optional() }),
  'disposition.configure': z.object({ disposition: Disposition }),
  'canned_response.configure': z.object({ cannedResponse: CannedResponse }),
  'channel_account.configure': z.object({ account: ChannelAccount }),
  /** Puts back what was there before; refused where it was changed again since. What the change created is retired. */
  'config.undo': z.object({ changeId: ConfigChangeId }),
} as const;
