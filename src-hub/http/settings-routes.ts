import type { FastifyInstance } from 'fastify';
import { toInstant, type Clock } from '#shared/domain/clock';
import { can } from '#shared/domain/permissions';
import type { SettingsFile } from '#shared/domain/settings-file';
import { Failure } from '#shared/rpc/failure';
import type { Sessions } from '#hub/auth/sessions';
import { readSettings } from '#hub/centre/read-settings';
import type { Db } from '#hub/db/db';
import { recordById } from '#hub/log/records';
import { accessTokenOf } from './access-token.ts';

interface SettingsRoutesDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly sessions: Pick<Sessions, 'verifyAccessToken'>;
}

/** The set-up as one file, for the command line. A desk has the same records and asks nobody. */
export function registerSettingsRoutes(app: FastifyInstance, { db, clock, sessions }: SettingsRoutesDeps): void {
  app.get('/settings', async (request): Promise<SettingsFile> => {
    const { agentId } = await sessions.verifyAccessToken(accessTokenOf(request));
    const agent = await recordById(db, 'agent', agentId);
    if (agent === undefined || !agent.isActive || !can(agent.role, 'centre.configure')) {
      throw new Failure('denied', 'the settings are for administrators');
    }
    return readSettings(db, toInstant(clock.now()));
  });
}
