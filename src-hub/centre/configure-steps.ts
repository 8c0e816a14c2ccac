import type { CommandOf } from '#shared/commands/index';
import { AgentProfile } from '#shared/domain/agent';
import { CENTRE_ID } from '#shared/domain/centre';
import type { ConfigChange } from '#shared/domain/config-change';
import type { DomainEvent } from '#shared/events/index';
import { bodies, type Bodies } from '#shared/records/records';
import { Failure } from '#shared/rpc/failure';
import { lanesOfProfile, prepareProfile } from '#hub/agents/prepare-profile';
import type { Writer } from '#hub/log/event-log';
import { CONFIG_LANE } from '#hub/log/lanes';
import { recordById } from '#hub/log/records';
import { getRecord, type Actor, type Prepared, type Step } from '#hub/log/step';
import { decideConfigure, isSame, type Configuring } from './decide-configure.ts';
import { withoutSecrets, withSecretsOf } from './kept-secrets.ts';
import { setUpMisfit, waitingMisfit } from './set-up-misfit.ts';

type SimpleKind = Exclude<ConfigChange['kind'], 'agent'>;

/** The fact that a record of this kind now stands so. */
const FACT: { readonly [K in SimpleKind]: (body: Bodies[K]) => DomainEvent } = {
  centre: (centre) => ({ type: 'centre.configured', body: { centre } }),
  queue: (queue) => ({ type: 'queue.configured', body: { queue } }),
  disposition: (disposition) => ({ type: 'disposition.configured', body: { disposition } }),
  canned_response: (cannedResponse) => ({ type: 'canned_response.configured', body: { cannedResponse } }),
  channel_account: (account) => ({ type: 'channel_account.configured', body: { account } }),
};

const configLane = (): Promise<readonly string[]> => Promise.resolve([CONFIG_LANE]);

export const configureCentreStep: Step<'centre.configure'> = {
  lanes: configLane,
  prepare: (writer, { centre }, actor) => prepareRecord(writer, 'centre', CENTRE_ID, centre, by(actor)),
};

export const configureQueueStep: Step<'queue.configure'> = {
  lanes: configLane,
  async prepare(writer, { queue, despiteWaiting = false }, actor) {
    const prepared = await prepareRecord(writer, 'queue', queue.id, queue, by(actor));
    const misfit = despiteWaiting ? null : await waitingMisfit(writer.tx, queue);
    return {
      ...prepared,
      decide() {
        const events = prepared.decide();
        if (misfit !== null) throw new Failure(misfit.code, misfit.says, { field: misfit.field });
        return events;
      },
    };
  },
};

export const configureDispositionStep: Step<'disposition.configure'> = {
  lanes: configLane,
  prepare: (writer, { disposition }, actor) => prepareRecord(writer, 'disposition', disposition.id, disposition, by(actor)),
};

export const configureCannedResponseStep: Step<'canned_response.configure'> = {
  lanes: configLane,
  prepare: (writer, { cannedResponse }, actor) => prepareRecord(writer, 'canned_response', cannedResponse.id, cannedResponse, by(actor)),
};

export const configureAccountStep: Step<'channel_account.configure'> = {
  lanes: configLane,
  prepare: (writer, { account }, actor) => prepareRecord(writer, 'channel_account', account.id, account, by(actor)),
};

export const configureAgentStep: Step<'agent.configure'> = {
  lanes: (db, { agent, openWork }) => lanesOfProfile(db, { profile: agent, openWork }),
  prepare: (writer, { agent, openWork }, actor) => prepareProfile(writer, { profile: agent, openWork }, by(actor), actor.ids),
};

export const undoStep: Step<'config.undo'> = {
  async lanes(db, { changeId }) {
    const change = await recordById(db, 'config_change', changeId);
    if (change?.kind !== 'agent') return [CONFIG_LANE];
    return lanesOfProfile(db, { profile: AgentProfile.parse(change.before ?? withdrawn(change)), openWork: undefined });
  },
  async prepare(writer, { changeId }: CommandOf<'config.undo'>, actor) {
    const change = await getRecord(writer, 'config_change', changeId);
    const configuring = { ...by(actor), undoes: changeId };
    const wished = change.before ?? withdrawn(change);
    const prepared =
      change.kind === 'agent'
        ? await prepareProfile(writer, { profile: AgentProfile.parse(wished), openWork: undefined }, configuring, actor.ids)
        : await prepareRecord(writer, change.kind, change.recordId, wished, configuring);
    const now = await writer.record(change.kind, change.recordId);
    const isAsLeft = isSame(withoutSecrets(change.kind === 'agent' ? AgentProfile.parse(now) : (now ?? {})), withoutSecrets(change.after));
    const isOfSecret = change.kind === 'channel_account' && isSame(withoutSecrets(change.before ?? {}), withoutSecrets(change.after));
    return {
      ...prepared,
      decide() {
        if (isOfSecret) throw new Failure('conflict', 'a replaced secret cannot be brought back; set it anew');
        if (!isAsLeft) throw new Failure('conflict', 'it was changed again since; undo that first');
        return prepared.decide();
      },
    };
  },
};

/** What never was before is not deleted: old work may name it. It is retired. */
function withdrawn({ kind, after }: ConfigChange): object {
  switch (kind) {
    case 'queue':
    case 'disposition':
    case 'canned_response':
      return { ...after, isRetired: true };
    case 'channel_account':
    case 'agent':
      return { ...after, isActive: false };
    case 'centre':
      throw new Failure('conflict', 'a centre cannot be without its name, time zone and languages');
  }
}

async function prepareRecord<K extends SimpleKind>(
  writer: Writer,
  kind: K,
  recordId: string,
  wished: object,
  configuring: Configuring,
): Promise<Prepared> {
  // The schema of a kind answers that kind's body; TypeScript cannot follow an open K.
  const given = bodies[kind].parse(wished) as Bodies[K];
  const before = await writer.record(kind, recordId);
  const after = withSecretsOf(kind, given, before);
  const misfit = await setUpMisfit(writer.tx, kind, after);
  return {
    subject: {},
    decide() {
      if (misfit !== null) throw new Failure(misfit.code, misfit.says, { field: misfit.field });
      return decideConfigure({ kind, recordId, before, after }, [FACT[kind](after)], configuring);
    },
  };
}

function by({ agent, now, ids }: Actor): Configuring {
  return { id: ids.configChange(), byId: agent.id, at: now };
}
