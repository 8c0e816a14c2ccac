import * as z from 'zod';
import { Agent, LoginName } from '../domain/agent.ts';
import { Centre } from '../domain/centre.ts';
import { NewPassword } from '../domain/password.ts';
import { EitherText } from '../domain/text.ts';

/** HTTP of a hub that nobody set up yet: `GET /setup`, `POST /setup`. */
export const SetupState = z.object({
  /** Somebody administers this centre. */
  isSetUp: z.boolean(),
  /** The set-up wants the code that the hub printed at its start; not where hub and person are at the same machine. */
  needsCode: z.boolean(),
});
export type SetupState = z.infer<typeof SetupState>;

/** All that a centre begins with: itself, its first administrator, its first queue. */
export const Setup = z.object({
  centre: Centre.extend({ name: EitherText }),
  admin: Agent.pick({ name: true, latinName: true }).extend({
    loginName: LoginName,
    /** What customers see. */
    publicName: EitherText,
    password: NewPassword,
  }),
  queue: z.object({ name: EitherText }),
  code: z.string().max(64).optional(),
});
export type Setup = z.infer<typeof Setup>;
export type SetupInput = z.input<typeof Setup>;
