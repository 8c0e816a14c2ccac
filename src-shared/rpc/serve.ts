import type { Contract, Emitter, Handlers } from './contract.ts';
import { Failure, parseOrFail } from './failure.ts';
import type { Frame, Port } from './port.ts';

/** Told of every call that ended in something other than a Failure: a bug on the serving side. Never carries the input. */
export type OnCrash = (error: unknown, callName: string) => void;

/**
 * The serving end of a contract on a wire: validates the input, runs the handler, answers result or failure.
 * An unknown call answers Failure('invalid'), a crash Failure('internal') without its message.
 */
export function serve<C extends Contract, Ctx>(
  contract: C,
  handlers: Handlers<C, Ctx>,
  port: Port,
  ctx: Ctx,
  onCrash: OnCrash,
): Emitter<C> {
  port.onFrame((frame) => {
    if (frame.kind === 'call' && frame.contract === contract.name) void answer(frame);
  });

  async function answer(frame: Extract<Frame, { kind: 'call' }>): Promise<void> {
    const { id, name } = frame;
    try {
      const definition = Object.hasOwn(contract.calls, name) ? contract.calls[name] : undefined;
      const handler = Object.hasOwn(handlers, name) ? handlers[name as keyof typeof handlers] : undefined;
      if (definition === undefined || handler === undefined) throw new Failure('invalid', `there is no call ${contract.name} ${name}`);
      // Handlers<C> maps each call to its own input type; the schema just parsed it.
      const input = parseOrFail(definition.input, frame.input, name) as Parameters<typeof handler>[0];
      const output = await handler(input, ctx);
      port.send({ kind: 'result', contract: contract.name, id, output: output ?? null });
    } catch (error) {
      if (!(error instanceof Failure)) onCrash(error, `${contract.name} ${name}`);
      const failure = error instanceof Failure ? error : new Failure('internal', `${name} failed inside`);
      port.send({ kind: 'failure', contract: contract.name, id, failure: failure.toBody() });
    }
  }

  return {
    emit(name, payload) {
      port.send({ kind: 'event', contract: contract.name, name, payload });
    },
  };
}
