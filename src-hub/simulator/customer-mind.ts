import { fillIn, type Facts } from '#hub/demo/facts';
import { PHRASES } from './phrases.ts';
import type { Random } from './random.ts';
import type { SimulatedChannel, Story } from './story.ts';
import { understand, type Topic, type Understanding } from './understand.ts';

/** What a customer writes next, and whether that was all. `leaves`: writes no more; in a chat the talk is ended. */
export interface Say {
  readonly lines: readonly string[];
  readonly leaves: boolean;
  /** Asked to wait, a customer waits this much longer. */
  readonly patience: number;
}

export interface Matter {
  readonly story: Story;
  readonly facts: Facts;
  readonly channel: SimulatedChannel;
}

/** How one customer thinks: pure of clock and wire, so that a talk can be read in a test. */
export interface CustomerMind {
  open(): readonly string[];
  /** Takes up a talk that another process began: this many lines were said. Answers what is left of the opening. */
  resume(linesSaid: number): readonly string[];
  /** The agent wrote this. */
  hear(text: string): Say;
  /** Nobody wrote anything for as long as this customer can bear. */
  bearSilence(isWithAgent: boolean): Say;
  isContent(): boolean;
}

const NOTHING: Say = { lines: [], leaves: false, patience: 1 };
const ASKED_TO_WAIT = 2;
const OF_AN_ORDER: ReadonlySet<Topic> = new Set(['order', 'date', 'payment', 'photo']);
/** Nobody goes on for ever, however the agent writes. */
const MOST_TURNS = 14;

export function createCustomerMind({ story, facts, channel }: Matter, random: Random): CustomerMind {
  const phrases = PHRASES[story.locale];
  const told = new Set<Topic>();
  const details = [...story.details];
  const followUps = random.chance(0.6) ? [...story.followUps] : story.followUps.slice(0, 1);
  let turns = 0;
  let nudges = 0;
  let isContent = false;
  let hasThanked = false;

  const say = (...lines: readonly string[]): Say => ({
    ...NOTHING,
    lines: lines.map((line) => fillIn(line, facts)),
  });
  const remember = (line: string): void => {
    if (line.includes('{orderNumber}')) told.add('order');
  };

  function open(): readonly string[] {
    const opening = random.pick(story.openings);
    opening.forEach(remember);
    return say(...opening).lines;
  }

  function resume(linesSaid: number): readonly string[] {
    const opening = open();
    const told = Math.max(0, linesSaid - opening.length);
    details.splice(0, told);
    followUps.splice(0, told - 1);
    return opening.slice(linesSaid);
  }

  function answer(topic: Topic): string {
    const isUnknown = story.isBeforeOrder === true && OF_AN_ORDER.has(topic);
    const line = random.pick(isUnknown ? phrases.notOrderedYet : phrases.answers[topic]);
    const isRepeat = told.has(topic);
    told.add(topic);
    return isRepeat ? `${random.pick(phrases.saidBefore)}${line}` : line;
  }

  function thank(): Say {
    isContent = true;
    if (hasThanked) return say(random.pick(phrases.farewell));
    hasThanked = true;
    return say(random.pick(story.thanks));
  }

  function tellMore(): Say {
    const detail = details.shift();
    if (detail === undefined) return say(story.wish);
    remember(detail);
    return say(detail);
  }

  /** Something was offered, or nothing is left to tell: ask on, or be content. */
  function goOn(): Say {
    const question = followUps.shift();
    return question === undefined
      ? thank()
      : say(random.chance(0.4) ? `${random.pick(phrases.noted)}${story.locale === 'en' ? ' ' : ''}${question}` : question);
  }

  function hear(text: string): Say {
    turns += 1;
    nudges = 0;
    const heard = understand(text);
    if (heard.saysGoodbye && (isContent || turns > 2)) return leave();
    if (turns > MOST_TURNS) return leave();
    return reply(heard);
  }

  function reply(heard: Understanding): Say {
    if (heard.asks.length > 0) return say(...heard.asks.slice(0, 2).map(answer));
    if (heard.asksIfMore) {
      isContent = true;
      hasThanked = true;
      return say(random.pick(phrases.nothingMore));
    }
    if (heard.asksWhatHappened) return tellMore();
    if (heard.asksToChoose) return say(story.wish);
    if (heard.asksToWait) return { ...say(random.pick(phrases.waiting)), patience: ASKED_TO_WAIT };
    if (heard.solves) return goOn();
    if (heard.isQuestion) return details.length > 0 && random.chance(0.5) ? tellMore() : say(random.pick(phrases.yes));
    if (isContent) return turns % 2 === 0 ? say(random.pick(phrases.farewell)) : NOTHING;
    if (heard.apologises) return details.length > 0 ? tellMore() : say(random.pick(phrases.forgiving));
    return details.length > 1 ? tellMore() : goOn();
  }

  function leave(): Say {
    isContent = true;
    return { ...say(random.pick(phrases.farewell)), leaves: true };
  }

  function bearSilence(isWithAgent: boolean): Say {
    nudges += 1;
    if (isContent) return { ...NOTHING, leaves: true };
    if (nudges === 1) return say(random.pick(isWithAgent ? phrases.stillThere : phrases.isAnybodyThere));
    // A phone number has no end: who texted simply waits.
    if (channel === 'sms') return nudges === 2 ? say(random.pick(isWithAgent ? phrases.stillThere : phrases.isAnybodyThere)) : NOTHING;
    if (nudges === 2 && isWithAgent) return NOTHING;
    return { ...say(random.pick(isWithAgent ? phrases.givingUpOnAgent : phrases.givingUp)), leaves: true };
  }

  return { open, resume, hear, bearSilence, isContent: () => isContent };
}
