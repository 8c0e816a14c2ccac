import type { Locale } from '#shared/domain/text';

/** What the part of the widget that fetches itself says. */
export interface FileWords {
  readonly remove: (name: string) => string;
  readonly reading: string;
  readonly open: (name: string) => string;
  readonly picture: (name: string) => string;
  readonly gone: string;
  readonly dismiss: string;
  readonly problems: Readonly<Record<'too_large' | 'too_many' | 'empty' | 'type' | 'content' | 'line', string>>;
}

export const WORDS: Readonly<Record<Locale, FileWords>> = {
  ja: {
    remove: (name) => `${name}を外す`,
    reading: '送信中',
    open: (name) => `${name}を保存`,
    picture: (name) => `画像：${name}`,
    gone: 'いまは開けません。しばらくしてからお試しください。',
    dismiss: '閉じる',
    problems: {
      too_large: '大きすぎます。20 MBまで送れます。',
      too_many: '一度に送れるファイルは4個までです。',
      empty: '空のファイルは送れません。',
      type: 'この種類のファイルは送れません。画像・PDF・文書・音声・動画を送れます。',
      content: 'このファイルは安全を確かめられないため送れません。',
      line: '送れませんでした。接続を確かめて、もう一度お試しください。',
    },
  },
  en: {
    remove: (name) => `Remove ${name}`,
    reading: 'Sending',
    open: (name) => `Save ${name}`,
    picture: (name) => `Image: ${name}`,
    gone: 'It cannot be opened now. Please try again later.',
    dismiss: 'Close',
    problems: {
      too_large: 'It is too large. Files of up to 20 MB can be sent.',
      too_many: 'At most 4 files can be sent at once.',
      empty: 'An empty file cannot be sent.',
      type: 'Files of this type cannot be sent. Images, PDF, documents, sound and video can.',
      content: 'This file cannot be sent: we could not make sure that it is safe.',
      line: 'It could not be sent. Check your connection and try again.',
    },
  },
};

/** The hub tells fourteen reasons apart, for agents; a customer needs what to do. */
export function problemOf(refused: string): keyof FileWords['problems'] {
  switch (refused) {
    case 'too_large':
      return 'too_large';
    case 'too_many':
      return 'too_many';
    case 'empty':
      return 'empty';
    case 'type_not_allowed':
    case 'executable':
    case 'active_content':
      return 'type';
    default:
      return 'content';
  }
}
