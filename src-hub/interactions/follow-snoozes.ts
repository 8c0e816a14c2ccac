import type { DomainEvent } from '#shared/events/index';
import type { Db } from '#hub/db/db';
import { agentLane, customerLane } from '#hub/log/lanes';
import { recordById } from '#hub/log/records';
import { getRecord } from '#hub/log/step';
import type { TimerHandler, Timers } from '#hub/timers/timers';
import { decideAnswered, decideDue } from './decide-snooze.ts';
import { leavingOf } from './ownership-steps.ts';
import { ANSWERED, SNOOZE } from './snooze-timers.ts';

/** Brings back what was laid aside, once over all hubs. */
export function followSnoozes({ db, timers }: { readonly db: Db; readonly timers: Timers }): void {
  timers.on(SNOOZE, handler(db, decideDue));
  timers.on(ANSWERED, handler(db, decideAnswered));
}

function handler(db: Db, decide: (known: Parameters<typeof decideDue>[0], now: number) => DomainEvent[]): TimerHandler {
  return {
    async lanes(interactionId) {
      const interaction = await recordById(db, 'interaction', interactionId);
      if (interaction?.state.is !== 'handling') return [];
      // The owner's too: with the work goes the sight of the customer.
      return [customerLane(interaction.customerId), agentLane(interaction.state.agentId)];
    },
    async decide(writer, interactionId) {
      const interaction = await writer.record('interaction', interactionId);
      if (interaction?.state.is !== 'handling') return { events: [], result: undefined };
      const owner = await getRecord(writer, 'agent', interaction.state.agentId);
      const leaving = await leavingOf(writer, owner, interaction, interaction.queueId);
      return { events: decide({ ...leaving, owner }, writer.now), result: undefined };
    },
  };
}
