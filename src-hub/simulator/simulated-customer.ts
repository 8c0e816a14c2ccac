import type { Clock } from '#shared/domain/clock';
import type { CustomerMind, Say } from './customer-mind.ts';
import type { Random } from './random.ts';
import type { SimulatedChannel } from './story.ts';

/** One customer in real time: thinks, types, waits, loses patience, and goes. */
export interface SimulatedCustomer {
  arrive(): void;
  /** Takes up a talk that another process began. */
  resume(linesSaid: number, unanswered: string | null, isWithAgent: boolean): void;
  assigned(): void;
  agentWrote(text: string): void;
  /** The work is over, whoever ended it. */
  ended(): void;
  /** Has nothing more to say; in a chat that ends the talk, by SMS the agent still closes it. */
  hasLeft(): boolean;
}

interface Dependencies {
  readonly mind: CustomerMind;
  readonly channel: SimulatedChannel;
  readonly clock: Clock;
  readonly random: Random;
  say(text: string): Promise<void>;
  end(): Promise<void>;
  readonly onTrouble: (error: unknown, what: string) => void;
}

// In milliseconds, as people are.
const THINKS = [2_000, 6_000] as const;
const READS = [2_500, 6_000] as const;
const TYPES_PER_CHARACTER = 90;
const TYPES_AT_MOST = 12_000;
const WAITS_IN_QUEUE = [90_000, 170_000] as const;
const WAITS_FOR_AGENT = [80_000, 150_000] as const;
const LINGERS = [25_000, 60_000] as const;
const SMS_IS_SLOWER = 3;
const TRIES_AGAIN = 5_000;

export function createSimulatedCustomer(dependencies: Dependencies): SimulatedCustomer {
  const { mind, channel, clock, random, onTrouble } = dependencies;
  const heard: string[] = [];
  let toSay: string[] = [];
  let leavesAfter = false;
  let patience = 1;
  let isWithAgent = false;
  let hasLeft = false;
  let isOver = false;
  let cancel = (): void => undefined;

  /** One thing at a time: whatever comes next replaces what was waited for. */
  function after(ms: number, run: () => void): void {
    cancel();
    if (!isOver) cancel = clock.setTimer(ms, run);
  }

  function speak(say: Say): void {
    toSay = [...toSay, ...say.lines];
    leavesAfter = say.leaves;
    patience = say.patience;
    goOn();
  }

  function goOn(): void {
    if (isOver) return;
    const [line] = toSay;
    if (line !== undefined) after(random.between(...THINKS) + typingTime(line), () => void utter(line));
    else if (leavesAfter) void leave();
    else if (heard.length > 0) after(random.between(...READS), answer);
    else wait();
  }

  async function utter(line: string): Promise<void> {
    try {
      await dependencies.say(line);
      toSay.shift();
      goOn();
    } catch (error) {
      onTrouble(error, 'a simulated customer writes');
      // The hub knows a repeat by its id.
      after(TRIES_AGAIN, () => void utter(line));
    }
  }

  async function leave(): Promise<void> {
    hasLeft = true;
    cancel();
    if (channel === 'sms') return;
    try {
      await dependencies.end();
    } catch (error) {
      onTrouble(error, 'a simulated customer ends the talk');
      after(TRIES_AGAIN, () => void leave());
    }
  }

  function answer(): void {
    const text = heard.splice(0).join('\n');
    speak(mind.hear(text));
  }

  function wait(): void {
    const [low, high] = mind.isContent() ? LINGERS : isWithAgent ? WAITS_FOR_AGENT : WAITS_IN_QUEUE;
    const slower = channel === 'sms' ? SMS_IS_SLOWER : 1;
    after(random.between(low, high) * slower * patience, () => speak(mind.bearSilence(isWithAgent)));
  }

  return {
    arrive: () => speak({ lines: mind.open(), leaves: false, patience: 1 }),
    resume(linesSaid, unanswered, withAgent) {
      isWithAgent = withAgent;
      if (unanswered !== null) heard.push(unanswered);
      speak({ lines: mind.resume(linesSaid), leaves: false, patience: 1 });
    },
    assigned() {
      isWithAgent = true;
      if (toSay.length === 0 && heard.length === 0 && !hasLeft) wait();
    },
    agentWrote(text) {
      isWithAgent = true;
      if (hasLeft) return;
      heard.push(text);
      // While typing, the line is finished first.
      if (toSay.length === 0) goOn();
    },
    ended() {
      isOver = true;
      cancel();
    },
    hasLeft: () => hasLeft,
  };
}

function typingTime(line: string): number {
  return Math.min(line.length * TYPES_PER_CHARACTER, TYPES_AT_MOST);
}
