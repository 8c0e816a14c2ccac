import type { Random } from '#hub/simulator/random';

const PHRASES = [
  '荷物がまだ届きません。',
  '領収書をお願いできますか',
  '色違いと交換したいです',
  '承知しました。少々お待ちください。',
  'ありがとうございます！助かりました😊',
  'Where is my order?',
  'Could I change the address, please?',
  '髙橋と申します。届け先の変更です。',
  'はい、そうです',
] as const;

/** Texts of which no two are the same and none contains another: each can be counted wherever it turns up. */
export interface Words {
  next(who: 'customer' | 'agent' | 'page' | 'draft'): string;
}

export function createWords(random: Random): Words {
  const state = { last: 0 };
  return {
    next(who) {
      state.last += 1;
      return `${random.pick(PHRASES)} [${who} ${String(state.last).padStart(6, '0')}]`;
    },
  };
}
