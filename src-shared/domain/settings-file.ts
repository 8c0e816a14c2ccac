import * as z from 'zod';
import { AgentProfile } from './agent.ts';
import { CannedResponse } from './canned-response.ts';
import { Centre } from './centre.ts';
import { ChannelAccount } from './channel-account.ts';
import { Instant } from './clock.ts';
import { Disposition } from './interaction.ts';
import { Queue } from './queue.ts';

/** All that administrators set, as one file. No passwords, no secrets, nothing of any customer. */
export const SettingsFile = z.strictObject({
  format: z.literal('madoguchi-settings'),
  version: z.literal(1),
  exportedAt: Instant,
  centre: Centre.nullable(),
  people: z.array(AgentProfile),
  queues: z.array(Queue),
  dispositions: z.array(Disposition),
  cannedResponses: z.array(CannedResponse),
  accounts: z.array(ChannelAccount.omit({ secretsSetAt: true })),
});
export type SettingsFile = z.infer<typeof SettingsFile>;

/** What the records hold; more than goes into the file may be in each. */
export type Settings = Pick<SettingsFile, 'centre' | 'people' | 'queues' | 'dispositions' | 'cannedResponses' | 'accounts'>;

/** Parsed, so that only what the file is for gets into it. */
export function settingsFile(settings: Settings, exportedAt: Instant): SettingsFile {
  return SettingsFile.parse({ format: 'madoguchi-settings', version: 1, exportedAt, ...settings });
}
