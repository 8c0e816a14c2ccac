import type { ContactPoint, PersonName } from '#shared/domain/customer';
import type { Locale } from '#shared/domain/text';
import { DEMO_CUSTOMERS } from '#hub/demo/customers';
import { createFacts, type Facts, type Person } from '#hub/demo/facts';
import { createRandom } from './random.ts';
import { inventPerson, type Newcomer } from './people.ts';
import { STORIES } from './stories.ts';
import type { SimulatedChannel, Story } from './story.ts';

/** A customer about to write: who, over what, on which channel. */
export interface Part {
  readonly story: Story;
  readonly facts: Facts;
  readonly channel: SimulatedChannel;
  readonly from: ContactPoint;
  /** What the customer says of who it is; regulars are known. */
  readonly name: PersonName | null;
}

interface Stage {
  readonly seed: string;
  /** When the customer comes; the same seed and time make the same customer. */
  readonly at: number;
  /** Contact points that are in a talk now. */
  readonly busy: ReadonlySet<string>;
  /** Stories told lately are not told again yet. */
  readonly lately: readonly string[];
  readonly maySms: boolean;
}

const JAPANESE = 0.7;
const REGULAR = 0.5;
const SMS = 0.35;
const SAYS_NAME = 0.7;

export function castCustomer({ seed, at, busy, lately, maySms }: Stage): Part {
  const random = createRandom(`${seed} who ${at}`);
  const locale = random.chance(JAPANESE) ? 'ja' : 'en';
  const wantsRegular = random.chance(REGULAR);
  const channel: SimulatedChannel = random.chance(SMS) && maySms ? 'sms' : 'chat';
  const regulars = DEMO_CUSTOMERS.filter((one) => one.locale === locale && !busy.has(one.phoneNumber) && !busy.has(one.visitorId));
  const [first, ...others] = regulars;
  const regular = wantsRegular && first !== undefined ? random.pick([first, ...others]) : undefined;
  const person = regular ?? newcomerAt(seed, at, locale);
  const saysName = channel === 'chat' && regular === undefined && random.chance(SAYS_NAME);
  const story = pickStory(STORIES[locale], lately, random.next());
  return {
    story,
    facts: factsOf(person, story, seed, at),
    channel,
    from: pointOf(person, channel),
    name: saysName ? person.name : null,
  };
}

/** Whose contact point this is: after a restart the same person as before. */
export function personBehind({ value }: ContactPoint, seed: string, at: number, locale: Locale): Person {
  return DEMO_CUSTOMERS.find(({ phoneNumber, visitorId }) => phoneNumber === value || visitorId === value) ?? newcomerAt(seed, at, locale);
}

function newcomerAt(seed: string, at: number, locale: Locale): Newcomer {
  return inventPerson(locale, at, createRandom(`${seed} newcomer ${at}`));
}

/** Of a customer who came at this time with this story: told again after a restart, word for word. */
export function factsOf(person: Person, story: Story, seed: string, at: number): Facts {
  return createFacts(person, story.kinds, at, createRandom(`${seed} what ${at}`));
}

function pickStory(stories: readonly Story[], lately: readonly string[], chance: number): Story {
  const fresh = stories.filter((story) => !lately.includes(story.id));
  const choices = fresh.length > 0 ? fresh : stories;
  const story = choices[Math.floor(chance * choices.length)];
  if (story === undefined) throw new Error('there are no stories in this language');
  return story;
}

function pointOf({ phoneNumber, visitorId }: Newcomer, channel: SimulatedChannel): ContactPoint {
  switch (channel) {
    case 'chat':
      return { kind: 'visitor', value: visitorId, isVerified: true };
    case 'sms':
      return { kind: 'phone', value: phoneNumber, isVerified: true };
  }
}
