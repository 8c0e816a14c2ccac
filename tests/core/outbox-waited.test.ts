import { expect, test } from 'vitest';
import type { Command, CommandBody } from '#shared/commands/index';
import { CommandId } from '#shared/domain/ids';
import { createScriptedHub, type ScriptedHub } from '#tests/support/scripted-hub';
import { aCentre, arrives, assignedToMika } from '#tests/support/scripted-work';
import { aFolder, MIKA, openTestDesk, type TestDesk } from '#tests/support/test-desk';
import { waitUntil } from '#tests/support/wait-until';

/** What the desk says of a wish: was it submitted on the line that it is sent on, by a desk that was level? */

const reply = { interactionId: 'int_1', conversationId: 'cnv_1', text: '返事' };
const body = (n: number): CommandBody => ({ type: 'message.send', ...reply, messageId: `msg_r${n}` }) as CommandBody; // branded ids
const submit = (desk: TestDesk, n: number): Promise<void> =>
  desk.submit({ commandId: CommandId.parse(`cmd_${n}`), basis: 0, body: body(n) });

/** A hub that notes how each wish came, and settles it. */
function aHub(): { readonly hub: ScriptedHub; readonly came: string[]; answers: (command: Command) => boolean } {
  const hub = createScriptedHub({ agentId: MIKA });
  hub.append(...aCentre(), ...arrives(1), assignedToMika(1));
  const listening = { hub, came: [] as string[], answers: (_command: Command): boolean => true };
  hub.execute((command) => {
    listening.came.push(`${command.commandId} ${command.hasWaited === true ? 'waited' : 'at once'}`);
    return listening.answers(command) ? { is: 'done', seqs: [] } : new Promise(() => {});
  });
  return listening;
}

const isEmpty = (desk: TestDesk): Promise<unknown> => waitUntil(() => desk.outbox().length === 0, { what: 'the outbox is empty' });

test('a wish of a level desk goes out at once, and has not waited', async () => {
  const { hub, came } = aHub();
  const desk = await openTestDesk({ dial: hub.dial });
  await desk.level();
  await submit(desk, 1);
  await isEmpty(desk);
  expect(came).toEqual(['cmd_1 at once']);
});

test('written without a line it has waited, also where the desk was ended in between', async () => {
  const { hub, came } = aHub();
  const folder = aFolder();
  const first = await openTestDesk({ dial: hub.dial, folder });
  await first.level();
  hub.cut(false);
  await waitUntil(() => first.connection().is === 'offline', { what: 'offline' });
  await submit(first, 1);
  await first.close();
  hub.open();
  const second = await openTestDesk({ dial: hub.dial, folder });
  await isEmpty(second);
  expect(came).toEqual(['cmd_1 waited']);
});

test('sent on one line without an answer, it has waited by the time of the next', async () => {
  const listening = aHub();
  const { hub, came } = listening;
  const desk = await openTestDesk({ dial: hub.dial });
  await desk.level();
  listening.answers = () => {
    listening.answers = () => true;
    hub.cut();
    return false;
  };
  await submit(desk, 1);
  await isEmpty(desk);
  expect(came).toEqual(['cmd_1 at once', 'cmd_1 waited']);
});

test('written while the desk is behind on an open line, it has waited', async () => {
  const { hub, came } = aHub();
  const desk = await openTestDesk({ dial: hub.dial });
  const gate: { open?: () => void } = {};
  hub.before('sync.pull', () => new Promise((resolve) => (gate.open = resolve)));
  await waitUntil(() => gate.open !== undefined, { what: 'it pulls' });
  expect(desk.connection().is).toBe('catching_up');
  await submit(desk, 1);
  hub.before('sync.pull', null);
  gate.open?.();
  await isEmpty(desk);
  expect(came).toEqual(['cmd_1 waited']);
});

test('what the agent sends again has waited: news after the decision count', async () => {
  const { hub, came } = aHub();
  hub.execute((command) => {
    came.push(`${came.length === 0 ? 'first' : 'again'} ${command.hasWaited === true ? 'waited' : 'at once'}`);
    return came.length === 1 ? { is: 'held', reasons: ['customer_wrote'], seq: 9 } : { is: 'done', seqs: [] };
  });
  const desk = await openTestDesk({ dial: hub.dial });
  await desk.level();
  await submit(desk, 1);
  await waitUntil(() => desk.outbox()[0]?.state.is === 'held', { what: 'held' });
  await desk.retry(CommandId.parse('cmd_1'));
  await isEmpty(desk);
  expect(came).toEqual(['first at once', 'again waited']);
});
