import type * as z from 'zod';

/** One question and its answer. */
export interface Call<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly input: I;
  readonly output: O;
}

/** A seam as a value: types, validation and documentation of both ends derive from it. */
export interface Contract {
  readonly name: string;
  readonly calls: Record<string, Call>;
  readonly events: Record<string, z.ZodType>;
}

export function defineContract<const C extends Contract>(contract: C): C {
  return contract;
}

export function call<I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Call<I, O> {
  return { input, output };
}

export type CallName<C extends Contract> = keyof C['calls'] & string;
export type EventName<C extends Contract> = keyof C['events'] & string;
export type CallInput<C extends Contract, K extends CallName<C>> = z.input<C['calls'][K]['input']>;
export type CallOutput<C extends Contract, K extends CallName<C>> = z.output<C['calls'][K]['output']>;
export type EventPayload<C extends Contract, K extends EventName<C>> = z.output<C['events'][K]>;

/** What the calling side holds. */
export interface Client<C extends Contract> {
  call<K extends CallName<C>>(name: K, input: CallInput<C, K>): Promise<CallOutput<C, K>>;
  on<K extends EventName<C>>(name: K, listener: (payload: EventPayload<C, K>) => void): () => void;
}

type Awaitable<T> = T | Promise<T>;

/** Exactly one handler a call, or it does not compile. */
export type Handlers<C extends Contract, Ctx> = {
  readonly [K in keyof C['calls']]: (input: z.output<C['calls'][K]['input']>, ctx: Ctx) => Awaitable<z.input<C['calls'][K]['output']>>;
};

/** What the serving side tells the calling side without being asked. */
export interface Emitter<C extends Contract> {
  emit<K extends EventName<C>>(name: K, payload: z.input<C['events'][K]>): void;
}
