/** What an agent can ask a customer for. */
export const TOPICS = ['order', 'name', 'phone', 'email', 'address', 'date', 'photo', 'payment', 'size', 'colour', 'product'] as const;
export type Topic = (typeof TOPICS)[number];

/** What a customer makes of the agent's words; several may be true of one line. */
export interface Understanding {
  readonly asks: readonly Topic[];
  readonly isQuestion: boolean;
  readonly asksWhatHappened: boolean;
  readonly asksToChoose: boolean;
  readonly asksIfMore: boolean;
  readonly asksToWait: boolean;
  readonly solves: boolean;
  readonly apologises: boolean;
  readonly saysGoodbye: boolean;
}

const TOPIC_WORDS: Readonly<Record<Topic, RegExp>> = {
  order: /注文番号|ご注文の番号|受付番号|order (?:number|no\.?|id)|order #/i,
  name: /お名前|氏名|フルネーム|your (?:full )?name|name (?:on|under)/i,
  phone: /電話番号|お電話|携帯番号|phone|telephone|mobile/i,
  email: /メールアドレス|e-?mail address|your e-?mail/i,
  address: /(?<!メール)(?:ご?住所|お届け先|郵便番号)|(?<!e-?mail )address|postcode|post code|zip/i,
  date: /いつ(?:頃|ごろ)?(?:ご注文|お買い|ご購入|届)|注文日|購入日|when did you|order date|date of (?:the )?(?:order|purchase)/i,
  photo: /写真|画像|photo|picture|image/i,
  payment: /お?支払い?(?:方法|い方)|決済方法|payment method|how did you pay|paid (?:by|with)/i,
  size: /サイズ|寸法|(?:which|what) size|size (?:did|do|are|would)|your size/i,
  colour: /何色|お色|(?:which|what) colou?r/i,
  product: /商品名|どの商品|どちらの商品|品番|(?:which|what) (?:product|item)|item name/i,
};

// Polite Japanese asks without a question mark; ください alone may also say "please wait".
const QUESTION =
  /[?？]|(?:ます|です|でしょう|ません)か|教えて|お知らせ|お聞かせ|お伺い|うかが|(?:could|can|may|would|will) (?:you|i)|please (?:tell|give|send|share|let)|let me know/i;
const WHAT_HAPPENED = /どのよう|どんな|詳し|詳細|具体的|状況を|状態|what (?:happened|exactly|seems|is the)|more detail|describe|details/i;
const CHOICE =
  /どちら|ご希望|よろしい(?:です|でしょう)|いかが(?:です|でしょう|いたし)|which (?:would|do)|would you (?:like|prefer|rather)|do you prefer|is that (?:ok|okay|all right|fine)|shall (?:i|we)/i;
const MORE = /(?:他|ほか)に|以上で(?:よろ|お)|anything else|something else|any other/i;
const WAIT =
  /お待ち(?:ください|いただ|願)|少々|お調べ(?:し|いた)|確認(?:し|いた)(?:ます|て(?:おり|まい|い))|(?:one|a|just a) (?:moment|minute|second)|hold on|let me (?:check|look|see)|(?:i'm|i am|i'll|i will) (?:check|look)/i;
const SOLUTION =
  /手配|発送(?:し|いた|予定)|お送り(?:し|いた|でき)|お届け(?:し|いた|でき|予定|日)|返金(?:し|いた|手続|処理|でき|を)|交換(?:し|いた|でき|を|品)|(?:変更|キャンセル|取り消|再配達)(?:し|いた|でき|を承|も?可能)|承り|(?:でき|可能)(?:ます|です)|大丈夫です|対応(?:し|いた|でき)|(?:we|i)(?:'ll| will|'ve| have| can) (?:\w+ )?(?:send|sent|ship|refund|exchange|replace|arrange|cancel|change|resend|issue|update|deliver)|has been|have been|on its way|will arrive|should arrive|you can /i;
const APOLOGY = /申し訳|お詫び|すみません|ご迷惑|ご不便|sorry|apologi[sz]e|apologies|inconvenience/i;
const GOODBYE =
  /失礼(?:いた|し)|またのご利用|今後とも|良い一日|よい一日|お問い合わせ(?:いただき)?(?:、)?(?:誠に)?ありがとうございました|good ?bye|bye|have a (?:nice|good|great|lovely)|take care|thank you for (?:contacting|shopping|choosing|your patience today)/i;

export function understand(text: string): Understanding {
  const isQuestion = QUESTION.test(text);
  const asksToWait = WAIT.test(text);
  return {
    asks: isQuestion || /お願い(?:し|いた|でき)|ください|please/i.test(text) ? TOPICS.filter((topic) => TOPIC_WORDS[topic].test(text)) : [],
    isQuestion,
    asksWhatHappened: isQuestion && WHAT_HAPPENED.test(text),
    asksToChoose: CHOICE.test(text) && isQuestion,
    asksIfMore: MORE.test(text),
    asksToWait,
    solves: SOLUTION.test(text),
    apologises: APOLOGY.test(text),
    saysGoodbye: GOODBYE.test(text),
  };
}
