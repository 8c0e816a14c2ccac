import { fromInstant } from '#shared/domain/clock';
import { getRecord, type Step } from '#hub/log/step';
import { lanesOfInteraction, ownerOrLast } from '#hub/messages/message-steps';
import { settingTimer } from '#hub/timers/timers';
import { decideSnooze, decideWake } from './decide-snooze.ts';
import { snoozeTimer } from './snooze-timers.ts';

export const snoozeStep: Step<'interaction.snooze'> = {
  lanes: (db, { interactionId }) => lanesOfInteraction(db, interactionId),
  async prepare(writer, body, { now, writtenAt }) {
    const interaction = await getRecord(writer, 'interaction', body.interactionId);
    return {
      subject: { ownerId: ownerOrLast(interaction) },
      decide: () => decideSnooze({ interaction, writtenAt: fromInstant(writtenAt) }, body, fromInstant(now)),
      alongside: () => [settingTimer(snoozeTimer(interaction.id, body.until))],
    };
  },
};

export const wakeStep: Step<'interaction.wake'> = {
  lanes: (db, { interactionId }) => lanesOfInteraction(db, interactionId),
  async prepare(writer, body, { now }) {
    const interaction = await getRecord(writer, 'interaction', body.interactionId);
    return { subject: { ownerId: ownerOrLast(interaction) }, decide: () => decideWake(interaction, body, fromInstant(now)) };
  },
};
