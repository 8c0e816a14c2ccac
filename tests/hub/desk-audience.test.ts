import { expect, test } from 'vitest';
import { createDeskAudience, type Listener } from '#hub/realtime/desk-audience';
import { AgentId, DeskId } from '#shared/domain/ids';
import { Scope } from '#shared/domain/scope';
import type { LoggedEvent } from '#shared/events/index';

const at = '2026-11-20T01:00:00.000Z';
const scope = (text: string): Scope => Scope.parse(text);
const event = (seq: number, ...scopes: string[]): LoggedEvent => ({
  seq,
  at,
  type: 'message.received',
  scopes: scopes.map(scope),
  causedBy: null,
  body: null,
});
const moved = (seq: number, type: 'scope.granted' | 'scope.revoked', agentId: string, of: string): LoggedEvent => ({
  ...event(seq, `agent:${agentId}`),
  type,
  body: { agentId, scope: of, at },
});

function listener(name: string, over: Partial<Listener> = {}): Listener {
  return {
    socketId: `socket-${name}`,
    agentId: AgentId.parse(`agt_${name}`),
    deskId: DeskId.parse(`dsk_${name}`),
    sessionId: name,
    lastSent: 0,
    isBehind: false,
    canTake: () => true,
    ...over,
  };
}

const held =
  (...scopes: string[]) =>
  () =>
    Promise.resolve(scopes.map(scope));

test('desks that are due the same get one push', async () => {
  const audience = createDeskAudience();
  const [a, b, c] = [listener('a'), listener('b'), listener('c')];
  await audience.join(a, held('queue:que_1'), () => 10);
  await audience.join(b, held('queue:que_1', 'queue:que_2'), () => 10);
  await audience.join(c, held('queue:que_2'), () => 10);
  expect(audience.follow([event(11, 'queue:que_1', 'customer:cus_1')])).toEqual([
    { after: 10, events: [expect.objectContaining({ seq: 11 })], socketIds: ['socket-a', 'socket-b'] },
  ]);
  const pushes = audience.follow([event(12, 'queue:que_2'), event(13, 'queue:que_1')]);
  expect(pushes.map(({ after, events, socketIds }) => [after, events.map(({ seq }) => seq), socketIds])).toEqual([
    [11, [12, 13], ['socket-b']],
    [10, [12], ['socket-c']],
    [11, [13], ['socket-a']],
  ]);
});

test('a scope that is lost takes its own revocation along, and nothing after it', async () => {
  const audience = createDeskAudience();
  const a = listener('a');
  await audience.join(a, held('agent:agt_a', 'queue:que_1'), () => 10);
  const [push] = audience.follow([moved(11, 'scope.revoked', 'agt_a', 'queue:que_1'), event(12, 'queue:que_1')]);
  expect(push?.events.map(({ seq }) => seq)).toEqual([11]);
  const [next] = audience.follow([moved(13, 'scope.granted', 'agt_a', 'queue:que_1'), event(14, 'queue:que_1')]);
  expect(next).toMatchObject({ after: 11, events: [{ seq: 13 }, { seq: 14 }] });
});

test('a scope granted while a desk comes in is neither missed nor forgotten', async () => {
  const audience = createDeskAudience();
  const a = listener('a');
  let isRead = (_scopes: Scope[]): void => undefined;
  const reading = new Promise<Scope[]>((done) => {
    isRead = done;
  });
  const joined = audience.join(
    a,
    () => reading,
    () => 12,
  );
  audience.follow([moved(11, 'scope.granted', 'agt_a', 'queue:que_1'), moved(12, 'scope.revoked', 'agt_a', 'queue:que_2')]);
  isRead([scope('agent:agt_a'), scope('queue:que_2')]);
  await joined;
  expect(audience.follow([event(13, 'queue:que_1'), event(14, 'queue:que_2')])).toMatchObject([{ after: 12, events: [{ seq: 13 }] }]);
});

test('a desk that cannot take more is skipped, and its next push tells it to pull', async () => {
  const audience = createDeskAudience();
  let hasRoom = false;
  const a = listener('a', { canTake: () => hasRoom });
  await audience.join(a, held('queue:que_1'), () => 10);
  expect(audience.follow([event(11, 'queue:que_1')])).toEqual([]);
  expect(a).toMatchObject({ isBehind: true, lastSent: 11 });
  hasRoom = true;
  expect(audience.follow([event(12, 'queue:que_1')])).toMatchObject([{ after: 11, events: [{ seq: 12 }] }]);
});

test('who has left hears nothing', async () => {
  const audience = createDeskAudience();
  const a = listener('a');
  await audience.join(a, held('queue:que_1'), () => 10);
  audience.leave(a);
  expect(audience.follow([event(11, 'queue:que_1')])).toEqual([]);
  expect(audience.all()).toEqual([]);
});
