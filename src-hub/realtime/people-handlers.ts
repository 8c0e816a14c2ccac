import type { HubContract } from '#shared/contracts/hub';
import type { QueueId } from '#shared/domain/ids';
import type { Handlers } from '#shared/rpc/contract';
import type { PeoplePasswords } from '#hub/auth/people-passwords';
import type { Db } from '#hub/db/db';
import { interactionsOfAgent } from '#hub/log/records';
import { mustAdminister } from './administers.ts';
import { greeted, type DeskConnection } from './desk-connection.ts';

interface Deps {
  readonly db: Db;
  readonly peoplePasswords: PeoplePasswords;
}

type PeopleCalls = 'password.issue' | 'password.change' | 'person.work';

/** What about people is no command: a password may stand in no outbox, event or log. */
export function createPeopleHandlers({ db, peoplePasswords }: Deps): Pick<Handlers<HubContract, DeskConnection>, PeopleCalls> {
  return {
    async 'password.issue'({ agentIds }, desk) {
      const agentId = await mustAdminister(db, desk);
      return { issued: await peoplePasswords.issue([...new Set(agentIds)], agentId) };
    },
    async 'password.change'({ password, newPassword }, desk) {
      await peoplePasswords.change(greeted(desk), password, newPassword);
      return null;
    },
    async 'person.work'({ agentId }, desk) {
      await mustAdminister(db, desk);
      const handling = new Map<QueueId, number>();
      const works = await interactionsOfAgent(db, agentId);
      for (const { state, queueId } of works) {
        if (state.is === 'handling') handling.set(queueId, (handling.get(queueId) ?? 0) + 1);
      }
      return {
        handling: [...handling].map(([queueId, count]) => ({ queueId, count })),
        wrapUp: works.filter(({ state }) => state.is === 'wrap_up').length,
      };
    },
  };
}
