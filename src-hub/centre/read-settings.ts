import { CENTRE_ID } from '#shared/domain/centre';
import type { Instant } from '#shared/domain/clock';
import { settingsFile, type SettingsFile } from '#shared/domain/settings-file';
import type { Db } from '#hub/db/db';
import { allOf, recordById } from '#hub/log/records';

/** The set-up as it stands at one moment. */
export function readSettings(db: Db, at: Instant): Promise<SettingsFile> {
  return db.transaction(async (tx) =>
    settingsFile(
      {
        centre: (await recordById(tx, 'centre', CENTRE_ID)) ?? null,
        people: await allOf(tx, 'agent'),
        queues: await allOf(tx, 'queue'),
        dispositions: await allOf(tx, 'disposition'),
        cannedResponses: await allOf(tx, 'canned_response'),
        accounts: (await allOf(tx, 'channel_account')).map(({ secretsSetAt: _since, ...account }) => account),
      },
      at,
    ),
  );
}
