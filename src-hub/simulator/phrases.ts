import type { Locale } from '#shared/domain/text';
import type { Topic } from './understand.ts';

type Lines = readonly [string, ...string[]];

/** What customers say whatever their matter is. */
export interface Phrases {
  readonly answers: Readonly<Record<Topic, Lines>>;
  readonly notOrderedYet: Lines;
  /** Put before an answer that was given already. */
  readonly saidBefore: Lines;
  readonly waiting: Lines;
  readonly forgiving: Lines;
  readonly yes: Lines;
  readonly nothingMore: Lines;
  readonly noted: Lines;
  readonly farewell: Lines;
  /** Nobody has answered yet. */
  readonly isAnybodyThere: Lines;
  /** An agent has it, and has been silent for long. */
  readonly stillThere: Lines;
  readonly givingUp: Lines;
  readonly givingUpOnAgent: Lines;
}

export const PHRASES: Readonly<Record<Locale, Phrases>> = {
  ja: {
    answers: {
      order: ['{orderNumber}です。', '注文番号は{orderNumber}です。', '確認メールには{orderNumber}とあります。'],
      name: ['{name}です。', '{name}と申します。', '名前は{name}です。'],
      phone: ['{phone}です。', '電話は{phone}です。日中は出られないことがあります。'],
      email: ['{email}です。', 'メールは{email}でお願いします。'],
      address: ['{address}です。続きはマイページの登録のとおりです。', '住所は{address}で、登録のままです。'],
      date: ['{orderedOn}です。', 'たしか{orderedOn}だったと思います。'],
      photo: ['写真ですね。今は出先なので、あとでメールで送ります。', 'このあと撮って、メールに添付しますね。'],
      payment: ['{payment}で払いました。', '{payment}です。'],
      size: ['{size}です。', 'サイズは{size}です。'],
      colour: ['{colour}です。', '色は{colour}を選びました。'],
      product: ['{product}です。', '{product}のことです。'],
    },
    notOrderedYet: ['まだ注文はしていません。買う前の質問です。', '注文前なので、番号はまだありません。'],
    saidBefore: ['先ほども書きましたが、', '繰り返しになりますが、'],
    waiting: ['はい、お願いします。', 'わかりました。待っています。', 'はい、お手数ですがお願いします。', 'お願いします。'],
    forgiving: ['いえいえ、よろしくお願いします。', 'いえ、調べていただけるなら大丈夫です。', 'よろしくお願いします。'],
    yes: ['はい。', 'はい、そうです。', 'ええ、それで合っています。', 'はい、大丈夫です。'],
    nothingMore: ['いえ、大丈夫です。ありがとうございました。', '他にはありません。ありがとうございます。', '以上です。助かりました。'],
    noted: ['なるほど、わかりました。', 'そうなんですね。', '承知しました。', 'わかりました。ありがとうございます。'],
    farewell: ['ありがとうございました。', 'こちらこそ、ありがとうございました！', 'お世話になりました。失礼します。'],
    isAnybodyThere: [
      'まだかかりそうでしょうか？',
      'すみません、どなたかいらっしゃいますか？',
      'まだ待ったほうがいいですか？',
      '混み合っていますか？',
    ],
    stillThere: [
      'あの、その後いかがでしょうか？',
      'すみません、まだ見ていただけていますか？',
      '確認はまだかかりそうですか？',
      'もしもし？',
    ],
    givingUp: [
      'お忙しいようなので、また今度にします。',
      '時間がないので、あとでまた連絡します。',
      'もう結構です。メールで問い合わせます。',
    ],
    givingUpOnAgent: [
      'お返事がないので、いったん終わりにします。',
      'もう出かけないといけないので失礼します。',
      '時間がかかりそうなので、また改めます。',
    ],
  },
  en: {
    answers: {
      order: ["It's {orderNumber}.", 'The order number is {orderNumber}.', 'The confirmation says {orderNumber}.'],
      name: ['{name}.', 'My name is {name}.', "It's under {name}."],
      phone: ["It's {phone}.", '{phone}, but I may not be able to pick up during the day.'],
      email: ['{email}', "It's {email}."],
      address: ['{address}. The rest is as registered in my account.', "It's in {address}, same as in my profile."],
      date: ['On {orderedOn}.', 'I think it was {orderedOn}.'],
      photo: ["A photo? I'm out right now, I'll e-mail you one later.", "Sure, I'll take one and send it by e-mail."],
      payment: ['I used {payment}.', 'By {payment}.'],
      size: ['{size}.', "It's a {size}."],
      colour: ['{colour}.', 'I picked {colour}.'],
      product: ['The {product}.', "It's about the {product}."],
    },
    notOrderedYet: ["I haven't ordered yet, I'm just asking.", "There's no order yet, sorry."],
    saidBefore: ['As I wrote before: ', 'Again, '],
    waiting: ['Sure, thank you.', "Okay, I'll wait.", 'No problem, take your time.', 'Thanks.'],
    forgiving: ["That's okay, thanks for looking into it.", 'No worries.', "It's fine, as long as we can fix it."],
    yes: ['Yes.', "Yes, that's right.", 'Correct.', "Yes, that's fine."],
    nothingMore: ["No, that's all. Thank you!", 'Nothing else, thanks a lot.', "That's everything, thank you."],
    noted: ['I see.', 'Okay, understood.', 'Alright.', 'Got it, thank you.'],
    farewell: ['Thank you, bye!', 'Thanks for your help!', 'You too, thanks!'],
    isAnybodyThere: [
      'Is it going to take much longer?',
      'Hello, is anybody there?',
      'Should I keep waiting?',
      'Are you very busy right now?',
    ],
    stillThere: [
      'Hello? Any news?',
      'Are you still there?',
      'Will it take much longer to check?',
      'Hi, just making sure you saw my message.',
    ],
    givingUp: [
      "You seem busy, I'll try again another time.",
      "I have to go now. I'll get back to you later.",
      "Never mind, I'll send an e-mail.",
    ],
    givingUpOnAgent: [
      "I haven't heard back, so I'll leave it here.",
      'I need to head out now, sorry.',
      "This is taking too long, I'll try again later.",
    ],
  },
};
