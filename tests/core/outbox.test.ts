import { describe, expect, test } from 'vitest';
import type { Command, CommandBody, CommandOutcome } from '#shared/commands/index';
import { AgentId, BlobId, CommandId, ConversationId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import { createFakeClock } from '#tests/support/fake-clock';
import { createScriptedHub, type ScriptedHub } from '#tests/support/scripted-hub';
import { aCentre, answered, arrives, assignedToMika, writes } from '#tests/support/scripted-work';
import { aFolder, MIKA, openTestDesk, type TestDesk } from '#tests/support/test-desk';
import { waitUntil } from '#tests/support/wait-until';

const REFUSED: CommandOutcome = { is: 'refused', failure: { code: 'denied', message: 'not yours', retryable: false } };

function aHub(): ScriptedHub {
  const hub = createScriptedHub({ agentId: MIKA });
  hub.append(...aCentre(), ...arrives(1), ...arrives(2), assignedToMika(1), assignedToMika(2));
  return hub;
}

const commandId = (n: number): CommandId => CommandId.parse(`cmd_${n}`);

function reply(n: number, customer = 1): CommandBody {
  const text = `返事 ${n}`;
  return {
    type: 'message.send',
    interactionId: `int_${customer}`,
    conversationId: `cnv_${customer}`,
    messageId: `msg_r${n}`,
    text,
  } as CommandBody; // branded ids
}

const wrapUp = (customer = 1): CommandBody =>
  ({ type: 'wrap_up.start', interactionId: `int_${customer}`, conversationId: `cnv_${customer}` }) as CommandBody; // branded ids
const ready: CommandBody = { type: 'agent.set_intent', intent: { is: 'ready' } };

const submit = (desk: TestDesk, n: number, body = reply(n)): Promise<void> => desk.submit({ commandId: commandId(n), basis: 0, body });
const states = (desk: TestDesk): string[] => desk.outbox().map(({ command, state }) => `${command.commandId} ${state.is}`);
const isShown = (desk: TestDesk, n: number): boolean => desk.screen.of('message').some(({ id }) => id === `msg_r${n}`);

/** A hub that does what it is told and remembers it by command id, as the real one does. */
function obedient(hub: ScriptedHub): { readonly done: string[]; readonly execute: (command: Command) => CommandOutcome } {
  const outcomes = new Map<string, CommandOutcome>();
  const done: string[] = [];
  return {
    done,
    execute(command) {
      const known = outcomes.get(command.commandId);
      if (known !== undefined) return known;
      done.push(command.commandId);
      const { body } = command;
      const events =
        body.type === 'message.send'
          ? hub.appendCausedBy(command.commandId, answered(Number(body.conversationId.slice(4)), body.messageId, body.text))
          : [];
      const outcome: CommandOutcome = { is: 'done', seqs: events.map(({ seq }) => seq) };
      outcomes.set(command.commandId, outcome);
      return outcome;
    },
  };
}

describe('the outbox', () => {
  test('shows a reply at once, sends it, and is empty when the log has it', async () => {
    const hub = aHub();
    const { execute, done } = obedient(hub);
    hub.execute(execute);
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    await submit(desk, 1);
    expect(isShown(desk, 1)).toBe(true);
    await waitUntil(() => desk.outbox().length === 0, { what: 'the outbox is empty' });
    expect(done).toEqual(['cmd_1']);
    expect(desk.screen.of('message').find(({ id }) => id === 'msg_r1')?.at).toBe('2026-11-20T02:00:00.000Z');
    // The same submit again is the same wish.
    await submit(desk, 1);
    await waitUntil(() => desk.outbox().length === 0, { what: 'the repeat is settled' });
    expect(done).toEqual(['cmd_1']);
  });

  test('keeps the order of a conversation while another goes its own way', async () => {
    const hub = aHub();
    const { execute, done } = obedient(hub);
    const slow: { release?: () => void } = {};
    hub.execute(async (command) => {
      if (command.commandId === 'cmd_1') await new Promise<void>((resolve) => (slow.release = resolve));
      return execute(command);
    });
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    await submit(desk, 1);
    await submit(desk, 2);
    await submit(desk, 3, reply(3, 2));
    await submit(desk, 4, reply(4, 2));
    await waitUntil(() => done.length === 2, { what: 'the other conversation' });
    expect(done).toEqual(['cmd_3', 'cmd_4']);
    expect(states(desk)).toEqual(['cmd_1 sending', 'cmd_2 waiting']);
    slow.release?.();
    await waitUntil(() => desk.outbox().length === 0, { what: 'the outbox is empty' });
    expect(done).toEqual(['cmd_3', 'cmd_4', 'cmd_1', 'cmd_2']);
  });

  test('parks what is refused or held with its reason, on the screen, and lets the others pass', async () => {
    const hub = aHub();
    const { execute } = obedient(hub);
    hub.execute((command) => {
      if (command.commandId === 'cmd_1') return REFUSED;
      return command.commandId === 'cmd_2' ? { is: 'held', reasons: ['customer_wrote'], seq: 9 } : execute(command);
    });
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    for (const n of [1, 2, 3]) await submit(desk, n);
    await waitUntil(() => states(desk).join() === 'cmd_1 refused,cmd_2 held', { what: 'the third is through' });
    expect(desk.outbox()[1]?.state).toEqual({ is: 'held', reasons: ['customer_wrote'], seq: 9 });
    expect([1, 2, 3].map((n) => isShown(desk, n))).toEqual([true, true, true]);
    // What they would have changed besides is not shown: the customer still waits.
    await desk.discard(commandId(1));
    expect(isShown(desk, 1)).toBe(false);
    expect(states(desk)).toEqual(['cmd_2 held']);
  });

  test('a retry is a new wish with what the agent has seen by now; the message keeps its id', async () => {
    const hub = aHub();
    const { execute } = obedient(hub);
    const asked: Command[] = [];
    hub.execute((command) => {
      asked.push(command);
      return asked.length === 1 ? { is: 'held', reasons: ['customer_wrote'], seq: 9 } : execute(command);
    });
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    await submit(desk, 1);
    await waitUntil(() => states(desk)[0] === 'cmd_1 held', { what: 'held' });
    const [last] = hub.append(writes(1, 9, 'まだですか'));
    await waitUntil(() => desk.screen.of('message').some(({ text }) => text === 'まだですか'), { what: 'the news' });
    await desk.retry(commandId(1));
    await waitUntil(() => desk.outbox().length === 0, { what: 'sent' });
    expect(asked[1]?.commandId).not.toBe('cmd_1');
    expect(asked[1]?.basis).toBe(last?.seq);
    expect(asked[1]?.body).toEqual(asked[0]?.body);
    // Its words are as old as they were, and take no draft with them that was begun since.
    expect([asked[1]?.writtenAt, asked[1]?.isRetry, asked[0]?.isRetry]).toEqual([asked[0]?.writtenAt, true, undefined]);
  });

  const givenBack = {
    type: 'interaction.give_back',
    interactionId: 'int_1',
    conversationId: 'cnv_1',
    queueId: 'que_1',
    noteId: 'not_1',
    note: '…',
  } as CommandBody; // branded ids
  const laidAside = {
    type: 'interaction.snooze',
    interactionId: 'int_1',
    conversationId: 'cnv_1',
    until: '2026-11-20T05:00:00.000Z',
  } as CommandBody; // branded ids
  test.each([
    ['wrap-up', wrapUp()],
    ['giving back', givenBack],
    ['laying aside', laidAside],
  ])('a %s waits behind a reply that the agent has yet to decide about', async (_what, leaving) => {
    const hub = aHub();
    const { execute, done } = obedient(hub);
    hub.execute((command) => (command.commandId === 'cmd_1' ? { is: 'held', reasons: ['customer_wrote'], seq: 9 } : execute(command)));
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    await submit(desk, 1);
    await submit(desk, 2, leaving);
    await submit(desk, 3, wrapUp(2));
    await waitUntil(() => states(desk).join() === 'cmd_1 held,cmd_2 waiting', { what: 'the other work is wrapped up' });
    expect(done).toEqual(['cmd_3']);
    await desk.discard(commandId(1));
    await waitUntil(() => desk.outbox().length === 0, { what: 'wrapped up' });
    expect(done).toEqual(['cmd_3', 'cmd_2']);
  });

  test('words and reading pass a wrap-up that waits behind a held reply; what follows from the wrap-up stays behind it', async () => {
    const hub = aHub();
    const { execute, done } = obedient(hub);
    hub.execute((command) => (command.commandId === 'cmd_1' ? { is: 'held', reasons: ['customer_wrote'], seq: 9 } : execute(command)));
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    const of = { interactionId: 'int_1', conversationId: 'cnv_1' };
    await submit(desk, 1);
    await submit(desk, 2, wrapUp());
    await submit(desk, 3, { type: 'wrap_up.complete', ...of, dispositionId: 'dsp_done' } as CommandBody); // branded ids
    await submit(desk, 4, reply(4));
    await submit(desk, 5, { type: 'note.add', ...of, customerId: 'cus_1', noteId: 'not_5', text: '折り返し予定' } as CommandBody); // branded ids
    await waitUntil(() => states(desk).join() === 'cmd_1 held,cmd_2 waiting,cmd_3 waiting', { what: 'the words are out' });
    expect(done).toEqual(['cmd_4', 'cmd_5']);
    await desk.retry(commandId(1));
    await waitUntil(() => desk.outbox().length === 0, { what: 'all is done' });
    expect(done.slice(3)).toEqual(['cmd_2', 'cmd_3']);
  });

  test('a reply whose files are not taken any more is still judged by the hub: it says what became of the work', async () => {
    const hub = aHub();
    const asked: boolean[] = [];
    hub.execute((command) => {
      asked.push(command.hasWaited === true);
      return { is: 'held', reasons: ['reassigned'], seq: 9, ownerId: AgentId.parse('agt_ryo') };
    });
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    hub.cut(false);
    await waitUntil(() => desk.hub() === null, { what: 'offline' });
    const file = { blobId: BlobId.parse('blb_1'), name: '伝票.txt', mediaType: 'text/plain', size: 3 };
    const of = { conversationId: ConversationId.parse('cnv_1'), mode: 'reply' as const };
    await desk.cache.call('file.put', { ...file, ...of, offset: 0, base64: btoa('abc') });
    await submit(desk, 1, { ...reply(1), attachments: [file] } as CommandBody); // a reply takes files
    hub.files.refusals.push(new Failure('denied', 'this conversation is not yours to write in'));
    hub.open();
    await waitUntil(() => desk.outbox()[0]?.state.is === 'held', { what: 'held' });
    expect(desk.outbox()[0]?.state).toMatchObject({ reasons: ['reassigned'], ownerId: 'agt_ryo' });
    expect(asked).toEqual([true]);
  });

  test('a note in a held reply’s stead is done though its event is for others, who have the work now', async () => {
    const hub = aHub();
    hub.execute((command) => {
      if (command.body.type === 'message.send') return { is: 'held', reasons: ['reassigned'], seq: 9 };
      return { is: 'done', seqs: [hub.appendUnknown('note.added', ['queue:que_elsewhere']).seq] };
    });
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    await submit(desk, 1);
    await waitUntil(() => states(desk).join() === 'cmd_1 held', { what: 'held' });
    const of = { interactionId: 'int_1', conversationId: 'cnv_1', customerId: 'cus_1' };
    await submit(desk, 2, { type: 'note.add', ...of, noteId: 'not_2', text: '返事 1', insteadOf: 'cmd_1' } as CommandBody); // branded ids
    await waitUntil(() => desk.outbox().length === 0, { what: 'handed on' });
    expect(desk.told.outboxes.at(-1)).toEqual([]);
  });

  test('an answer that was lost is asked for again under the same id, and done once', async () => {
    const hub = aHub();
    const { execute, done } = obedient(hub);
    let calls = 0;
    hub.execute(async (command) => {
      calls += 1;
      const outcome = execute(command);
      if (calls > 1) return outcome;
      hub.cut();
      return new Promise(() => {});
    });
    const desk = await openTestDesk({ dial: hub.dial });
    await desk.level();
    await submit(desk, 1);
    await waitUntil(() => desk.outbox().length === 0, { what: 'settled' });
    expect(done).toEqual(['cmd_1']);
    expect(desk.screen.of('message').filter(({ id }) => id === 'msg_r1')).toHaveLength(1);
  });

  test('a busy hub is asked again later; a fault of the hub a few times, then the agent', async () => {
    const hub = aHub();
    const { execute } = obedient(hub);
    const clock = createFakeClock(Date.now());
    let busy = 3;
    let faults = 0;
    hub.execute((command) => {
      if (command.commandId === 'cmd_2') {
        faults += 1;
        throw new Failure('internal', 'command.execute failed inside');
      }
      busy -= 1;
      if (busy >= 0) throw new Failure('too_many', 'busy');
      return execute(command);
    });
    const desk = await openTestDesk({ dial: hub.dial, clock });
    await desk.level();
    await submit(desk, 1);
    await submit(desk, 2, reply(2, 2));
    for (let step = 0; step < 60 && states(desk).join() !== 'cmd_2 refused'; step += 1) {
      await clock.advance(1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(states(desk)).toEqual(['cmd_2 refused']);
    expect(faults).toBe(5);
  });

  test('what makes sense only now is refused offline, and not sent late', async () => {
    const hub = aHub();
    const { done, execute } = obedient(hub);
    const clock = createFakeClock(Date.now());
    hub.execute(() => new Promise(() => {}));
    const folder = aFolder();
    const desk = await openTestDesk({ dial: hub.dial, clock, folder, random: () => 0.5 });
    await desk.level();
    await submit(desk, 1, ready);
    hub.cut(false);
    await waitUntil(() => desk.hub() === null, { what: 'offline' });
    await expect(submit(desk, 2, ready)).rejects.toMatchObject({ code: 'offline' });
    await clock.advance(40_000);
    hub.execute(execute);
    hub.open();
    await waitUntil(
      async () => {
        await clock.advance(1_000);
        return desk.outbox()[0]?.state.is === 'refused';
      },
      { what: 'it is refused' },
    );
    expect(desk.outbox().map(({ state }) => state)).toEqual([
      { is: 'refused', failure: expect.objectContaining({ code: 'offline' }) as unknown },
    ]);
    expect(done).toEqual([]);
    // Wished again, it is a wish of this moment.
    await desk.retry(commandId(1));
    await waitUntil(() => desk.outbox().length === 0, { what: 'done now' });
    expect(done).toHaveLength(1);
  });

  test('what is unsent when the desk ends is there when it starts, and then goes out', async () => {
    const hub = aHub();
    const { done, execute } = obedient(hub);
    hub.execute(() => new Promise(() => {}));
    const folder = aFolder();
    const first = await openTestDesk({ dial: hub.dial, folder });
    await first.level();
    for (const n of [1, 2, 3]) await submit(first, n);
    await first.close();
    hub.execute(execute);
    const second = await openTestDesk({ dial: hub.dial, folder });
    expect(states(second)).toEqual(['cmd_1 waiting', 'cmd_2 waiting', 'cmd_3 waiting']);
    await waitUntil(() => second.outbox().length === 0, { what: 'all is sent' });
    expect(done).toEqual(['cmd_1', 'cmd_2', 'cmd_3']);
  });

  test('nothing is sent before the desk is level: the hub is asked on today’s picture', async () => {
    const hub = aHub();
    const { execute } = obedient(hub);
    hub.execute(execute);
    const folder = aFolder();
    const first = await openTestDesk({ dial: hub.dial, folder });
    await first.level();
    hub.cut(false);
    await waitUntil(() => first.hub() === null, { what: 'offline' });
    await submit(first, 1);
    await first.close();
    hub.open();
    for (let line = 2; line < 6; line += 1) hub.append(writes(1, line));
    const from = hub.asked.length;
    const second = await openTestDesk({ dial: hub.dial, folder });
    await waitUntil(() => second.outbox().length === 0, { what: 'sent' });
    expect(
      hub.asked
        .slice(from)
        .map(({ name }) => name)
        .filter((name) => name !== 'draft.list' && name !== 'draft.put'),
    ).toEqual(['hello', 'sync.pull', 'command.execute']);
  });
});
