import * as z from 'zod';
import { Agent } from '../domain/agent.ts';
import { Instant } from '../domain/clock.ts';
import { DeskId } from '../domain/ids.ts';
import { NewPassword } from '../domain/password.ts';

/**
 * HTTP between desk core and hub: `POST /session`, `POST /session/refresh`, `DELETE /session`, `GET /demo/people`, and without a session
 * `POST /session/orders`, `POST /session/wiped` (contracts/wipe.ts). A temporary password
 * opens no session: the hub answers Failure('conflict', field `newPassword`) until one of the person's own comes with it.
 */
export const SignIn = z.object({
  loginName: z.string().min(1).max(64),
  password: z.string().min(1).max(1024),
  newPassword: NewPassword.optional(),
  deskId: DeskId,
});
export type SignIn = z.infer<typeof SignIn>;

/** The access token opens the socket; the refresh token is used once and comes back new. */
export const Tokens = z.object({
  accessToken: z.string(),
  accessExpiresAt: Instant,
  refreshToken: z.string(),
  agent: Agent,
  /** How long a desk may go on without its hub before it asks for the password; hubs of before this do not say. */
  offlineLimitMs: z.number().int().positive().optional(),
  /** Shared by this hub and this person's place on this desk alone: orders to it are proved with it (docs/protocol.md). */
  deskSecret: z.string().min(1).max(100).optional(),
});
export type Tokens = z.infer<typeof Tokens>;

export const Refresh = z.object({ refreshToken: z.string().min(1).max(1024), deskId: DeskId });
export type Refresh = z.infer<typeof Refresh>;

/** Only a demo centre has these; elsewhere the address is not found. */
export const DemoPeople = z.object({
  password: z.string(),
  people: z.array(Agent.pick({ loginName: true, name: true, latinName: true, role: true })),
});
export type DemoPeople = z.infer<typeof DemoPeople>;
