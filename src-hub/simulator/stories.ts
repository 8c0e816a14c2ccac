import type { Locale } from '#shared/domain/text';
import { STORIES_EN_DELIVERY } from './stories-en-delivery.ts';
import { STORIES_EN_GOODS } from './stories-en-goods.ts';
import { STORIES_JA_DELIVERY } from './stories-ja-delivery.ts';
import { STORIES_JA_GOODS } from './stories-ja-goods.ts';
import { STORIES_JA_MONEY } from './stories-ja-money.ts';
import type { Story } from './story.ts';

export const STORIES: Readonly<Record<Locale, readonly Story[]>> = {
  ja: [...STORIES_JA_DELIVERY, ...STORIES_JA_GOODS, ...STORIES_JA_MONEY],
  en: [...STORIES_EN_DELIVERY, ...STORIES_EN_GOODS],
};

export function findStory(id: string): Story | undefined {
  return [...STORIES.ja, ...STORIES.en].find((story) => story.id === id);
}
