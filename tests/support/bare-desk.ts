import { DEMO_PASSWORD, type DemoLogin } from '#hub/demo/demo-centre';
import { Tokens } from '#shared/contracts/session';
import { DeskId } from '#shared/domain/ids';
import { openHubClient, type HubClient } from './hub-client.ts';

/** Somebody of the demo over the bare contract of the hub: what a desk could say that was tampered with, or that has no screen. */
export async function openBareDesk(hubUrl: string, loginName: DemoLogin): Promise<HubClient> {
  const deskId = DeskId.parse(`dsk_bare${loginName}`);
  const answer = await fetch(`${hubUrl}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ loginName, password: DEMO_PASSWORD, deskId }),
  });
  const { accessToken, agent } = Tokens.parse(await answer.json());
  const client = await openHubClient({ url: hubUrl, token: accessToken, agentId: agent.id, deskId });
  await client.hello();
  return client;
}
