import { once } from 'node:events';
import type { CDPSession } from 'playwright-core';
import * as z from 'zod';
import type { RunningProgram } from '#tests/support/running-program';

/** Bytes, each after everything that nobody holds was let go. */
export interface CoreMemory {
  readonly resident: number;
  readonly heap: number;
}

export interface PageMemory {
  readonly heap: number;
  readonly nodes: number;
  readonly listeners: number;
}

/** In the environment of a program that is to be looked into. */
export const INSPECTED = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };

const BEGINNING = 'Debugger listening on ';
const Answer = z.object({ id: z.number().optional(), result: z.unknown() });
const Usage = z.object({ usedSize: z.number() });
const Resident = z.object({ result: z.object({ value: z.number() }) });
/** What ended a moment ago is let go in a second round. */
const ROUNDS = 3;
const PAUSE_MS = 300;

/** The memory of a program started with INSPECTED; of its main thread's heap, and of the process with all of its threads. */
export async function lookInto(program: RunningProgram): Promise<{ look(): Promise<CoreMemory>; close(): void }> {
  const socket = new WebSocket((await program.line(BEGINNING)).slice(BEGINNING.length).trim());
  await once(socket, 'open');
  const waiting = new Map<number, (result: unknown) => void>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = Answer.parse(JSON.parse(String(data)));
    if (id !== undefined) waiting.get(id)?.(result);
  });
  const sent = { last: 0 };
  const ask = (method: string, params: object = {}): Promise<unknown> => {
    sent.last += 1;
    const id = sent.last;
    socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve) => waiting.set(id, resolve));
  };
  return {
    async look() {
      await inRounds(() => ask('HeapProfiler.collectGarbage'));
      const { usedSize } = Usage.parse(await ask('Runtime.getHeapUsage'));
      const { result } = Resident.parse(await ask('Runtime.evaluate', { expression: 'process.memoryUsage.rss()' }));
      return { heap: usedSize, resident: result.value };
    },
    close: () => socket.close(),
  };
}

export async function lookIntoPage(devtools: CDPSession): Promise<PageMemory> {
  await inRounds(() => devtools.send('HeapProfiler.collectGarbage'));
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await devtools.send('Memory.getDOMCounters');
  return { heap: usedSize, nodes, listeners: jsEventListeners };
}

async function inRounds(collect: () => Promise<unknown>): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    await collect();
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
