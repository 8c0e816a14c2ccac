import { describe, expect, test } from 'vitest';
import { DEMO_CUSTOMERS } from '#hub/demo/customers';
import { createFacts, fillIn } from '#hub/demo/facts';
import { castCustomer, type Part } from '#hub/simulator/casting';
import { createCustomerMind, type CustomerMind } from '#hub/simulator/customer-mind';
import { formatLineId, parseLineId } from '#hub/simulator/line-id';
import { PHRASES } from '#hub/simulator/phrases';
import { createRandom } from '#hub/simulator/random';
import { findStory, STORIES } from '#hub/simulator/stories';
import type { SimulatedChannel } from '#hub/simulator/story';
import { understand } from '#hub/simulator/understand';
import { languageOf } from '#shared/domain/text';

const NOW = Date.parse('2026-11-20T01:00:00.000Z');
const ALL_STORIES = [...STORIES.ja, ...STORIES.en];

function mindOf(storyId: string, channel: SimulatedChannel = 'chat', seed = 'x'): CustomerMind {
  const story = findStory(storyId);
  const person = DEMO_CUSTOMERS.find(({ locale }) => locale === story?.locale);
  if (story === undefined || person === undefined) throw new Error(`no such story: ${storyId}`);
  const random = createRandom(seed);
  const mind = createCustomerMind({ story, facts: createFacts(person, story.kinds, NOW, random), channel }, random);
  mind.open();
  return mind;
}

describe('the stories', () => {
  test('are enough in each language that an hour does not repeat itself', () => {
    expect(STORIES.ja.length).toBeGreaterThanOrEqual(15);
    expect(STORIES.en.length).toBeGreaterThanOrEqual(15);
    expect(new Set(ALL_STORIES.map(({ id }) => id)).size).toBe(ALL_STORIES.length);
  });

  test('leave no gap unfilled, and are in their own language', () => {
    for (const story of ALL_STORIES) {
      const person = DEMO_CUSTOMERS.find(({ locale }) => locale === story.locale);
      if (person === undefined) throw new Error('there are customers of each language');
      const facts = createFacts(person, story.kinds, NOW, createRandom(story.id));
      const phrases = PHRASES[story.locale];
      const { answers, ...others } = phrases;
      const said = [...story.openings.flat(), ...story.details, ...story.followUps, story.wish, ...story.thanks];
      for (const phrase of [...said, ...Object.values(answers).flat(), ...Object.values(others).flat()]) {
        expect(fillIn(phrase, facts)).not.toMatch(/[{}]|undefined/);
        const words = phrase.replaceAll(/\{\w+\}/g, '');
        expect([story.locale, null]).toContain(languageOf(words));
      }
    }
  });

  test('can be found again from the id of a line', () => {
    for (const { id } of ALL_STORIES) {
      const line = { storyId: id, at: NOW, count: 3 };
      expect(parseLineId(formatLineId(line))).toEqual(line);
    }
    expect(parseLineId('SM0123')).toBeNull();
  });
});

describe('what a customer understands', () => {
  test.each([
    ['ご注文番号を教えていただけますか？', { asks: ['order'] }],
    ['お名前とお電話番号をお願いいたします。', { asks: ['name', 'phone'] }],
    ['ご登録のメールアドレスをお知らせください。', { asks: ['email'] }],
    ['お届け先のご住所をうかがってもよろしいでしょうか。', { asks: ['address'] }],
    ['破損した部分の写真をお送りいただけますか？', { asks: ['photo'] }],
    ['ご注文番号を確認しました。', { asks: [] }],
    ['どのような状態でしょうか？', { asksWhatHappened: true }],
    ['返金と交換、どちらをご希望でしょうか？', { asksToChoose: true }],
    ['お調べしますので、少々お待ちください。', { asksToWait: true, asks: [] }],
    ['本日、代わりの品を発送いたします。', { solves: true }],
    ['ご不便をおかけして申し訳ございません。', { apologises: true }],
    ['他にご不明な点はございますか？', { asksIfMore: true }],
    ['またのご利用をお待ちしております。', { saysGoodbye: true }],
    ['Could you tell me your order number, please?', { asks: ['order'] }],
    ['May I have your name and e-mail address?', { asks: ['name', 'email'] }],
    ['What exactly happened?', { asksWhatHappened: true }],
    ['Would you like a refund or an exchange?', { asksToChoose: true }],
    ['One moment please, let me check.', { asksToWait: true }],
    ["We'll send you a new one tomorrow.", { solves: true }],
    ['Is there anything else I can do for you?', { asksIfMore: true }],
    ['Thank you for contacting us. Have a nice day!', { saysGoodbye: true }],
  ])('%s', (text, heard) => {
    expect(understand(text)).toMatchObject(heard);
  });
});

describe('a talk', () => {
  test('answers what is asked, waits when told to, asks on, thanks, and goes', () => {
    const mind = mindOf('broken');
    expect(mind.hear('ご注文番号とお名前を教えていただけますか？').lines).toHaveLength(2);
    expect(mind.hear('少々お待ちください。').patience).toBeGreaterThan(1);
    let talk = 0;
    while (!mind.isContent()) {
      expect(mind.hear('代わりの品を手配いたしました。').lines).toHaveLength(1);
      expect((talk += 1)).toBeLessThan(10);
    }
    expect(mind.hear('お問い合わせありがとうございました。')).toMatchObject({ leaves: true });
  });

  test('who is asked again says so', () => {
    const mind = mindOf('refund-en');
    const asked = 'Could you give me your phone number?';
    const [first] = mind.hear(asked).lines;
    expect(first).toContain('0000');
    expect(mind.hear(asked).lines[0]).toMatch(/^(?:As I wrote before|Again)/);
  });

  test('who has not ordered yet has no order number', () => {
    expect(mindOf('gift-date').hear('ご注文番号を教えていただけますか？').lines[0]).toMatch(/注文/);
    expect(mindOf('gift-date').hear('ご注文番号を教えていただけますか？').lines[0]).not.toMatch(/MS-/);
  });

  test.each(['chat', 'sms'] as const)('ends, whatever an agent writes (%s)', (channel) => {
    for (const { id } of ALL_STORIES) {
      const mind = mindOf(id, channel, id);
      let turns = 0;
      while (!mind.hear(turns % 2 === 0 ? 'はい' : '?').leaves) expect((turns += 1)).toBeLessThan(20);
    }
  });

  test('patience ends: in a chat the customer leaves, by SMS only waits', () => {
    const chat = mindOf('late');
    expect(chat.bearSilence(false)).toMatchObject({ leaves: false });
    expect(chat.bearSilence(false)).toMatchObject({ leaves: true });
    const sms = mindOf('late', 'sms');
    for (let turn = 0; turn < 5; turn += 1) expect(sms.bearSilence(false).leaves).toBe(false);
  });

  test('markup and nonsense from an agent are just words', () => {
    const mind = mindOf('late-en');
    for (const text of ['<script>alert(1)</script>', '{name}', '', '🙇', 'x'.repeat(10_000)]) {
      for (const line of mind.hear(text).lines) expect(line).not.toContain('script');
    }
  });
});

describe('who comes', () => {
  const cast = (count: number, seed = 'x'): Part[] => {
    const lately: string[] = [];
    return Array.from({ length: count }, (_, index) => {
      const part = castCustomer({ seed, at: NOW + index * 40_000, busy: new Set(), lately: lately.slice(-12), maySms: true });
      lately.push(part.story.id);
      return part;
    });
  };

  test('is the same under the same seed and clock, and others under another seed', () => {
    expect(cast(30)).toEqual(cast(30));
    expect(cast(30, 'y')).not.toEqual(cast(30));
  });

  test('writes Japanese seven times in ten, on both channels, regulars and strangers', () => {
    const parts = cast(1_000);
    const share = (is: (part: Part) => boolean): number => parts.filter(is).length / parts.length;
    expect(share(({ story }) => story.locale === 'ja')).toBeCloseTo(0.7, 1);
    expect(share(({ channel }) => channel === 'sms')).toBeGreaterThan(0.25);
    expect(share(({ from }) => DEMO_CUSTOMERS.some((one) => one.phoneNumber === from.value || one.visitorId === from.value))).toBeCloseTo(
      0.5,
      1,
    );
  });

  test('tells in an hour no story twice within a quarter of an hour, and nobody says the same words', () => {
    const parts = cast(90);
    for (const [index, { story }] of parts.entries()) {
      const before = parts.slice(Math.max(0, index - 12), index).map((part) => part.story.id);
      expect(before).not.toContain(story.id);
    }
    const openings = parts.map((part, index) =>
      createCustomerMind(part, createRandom(`how ${index}`))
        .open()
        .join(' '),
    );
    expect(new Set(openings).size).toBeGreaterThan(80);
  });

  test('somebody who is in a talk does not come a second time', () => {
    const busy = new Set(DEMO_CUSTOMERS.flatMap(({ phoneNumber, visitorId }) => [phoneNumber, visitorId]));
    for (let index = 0; index < 50; index += 1) {
      const { from } = castCustomer({ seed: 'x', at: NOW + index, busy, lately: [], maySms: true });
      expect(busy).not.toContain(from.value);
    }
  });
});
