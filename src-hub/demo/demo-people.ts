import type { DemoPeople } from '#shared/contracts/session';
import { DEMO_PASSWORD, DEMO_PEOPLE } from './demo-centre.ts';

/** For the one-click sign-in of a demo: everybody knows this password, which is why a demo listens on this machine only. */
export const demoPeople: DemoPeople = {
  password: DEMO_PASSWORD,
  people: Object.values(DEMO_PEOPLE).map(({ loginName, name, latinName, role }) => ({ loginName, name, latinName, role })),
};
