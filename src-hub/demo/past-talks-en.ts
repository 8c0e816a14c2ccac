import type { PastTalk } from './past-talk.ts';

/** Talks of the last weeks in English. Notes stay in the language of the team. */
export const PAST_TALKS_EN: readonly PastTalk[] = [
  {
    kinds: ['home', 'ware'],
    outcome: 'delivery',
    lines: [
      ['customer', "Hi, my {product} was supposed to arrive on {dueOn} but it hasn't."],
      ['agent', 'Thank you for contacting Midori Shop, this is {agent}. Could you tell me your order number?'],
      ['customer', '{orderNumber}'],
      ['agent', 'Thank you. One moment, please.'],
      ['note', '営業所で仕分け遅れ。配達予定日をお客様に案内済み。'],
      ['agent', 'It was held up at the depot and will arrive on {laterOn} in the morning. I am sorry for the delay.'],
      ['customer', "That's fine, thanks for checking."],
    ],
  },
  {
    kinds: ['ware'],
    outcome: 'exchange',
    isReturns: true,
    lines: [
      ['customer', 'The {product} arrived with a crack in it :('],
      ['agent', "Hello {dear}, this is {agent}. I'm very sorry about that. We'll send you a new one right away."],
      ['customer', 'Do I need to return the broken one?'],
      ['agent', 'No, please just dispose of it safely. The new one will arrive on {laterOn}.'],
      ['note', '破損。交換品の出荷を手配。返送不要と案内。'],
      ['customer', 'That is great service, thank you!'],
    ],
  },
  {
    kinds: ['wear'],
    outcome: 'exchange',
    isReturns: true,
    lines: [
      ['customer', 'Can I swap the {product} in {size} for {otherSize}?'],
      ['agent', 'Of course. This is {agent}. Is the tag still on it?'],
      ['customer', 'Yes, I only tried it on.'],
      ['agent', "Perfect. We'll send {otherSize} first, with a prepaid label for the one you have."],
      ['customer', 'Brilliant, thanks.'],
    ],
  },
  {
    kinds: ['home', 'appliance'],
    outcome: 'refund',
    isReturns: true,
    lines: [
      ['customer', 'I sent a {product} back {days} days ago. Any news on the refund?'],
      ['agent', 'Hello, {agent} speaking. Let me check that for you.'],
      ['agent', 'We received it yesterday. {amount} will be refunded to your {payment} by {laterOn}.'],
      ['customer', 'Good to know. Thank you.'],
    ],
  },
  {
    kinds: ['appliance', 'home'],
    outcome: 'invoice',
    lines: [
      ['customer', 'Could I get a receipt in English for order {orderNumber}?'],
      ['agent', 'Hello {dear}, this is {agent}. I have just sent it to {email} as a PDF.'],
      ['customer', 'Got it. Perfect!'],
    ],
  },
  {
    kinds: ['food', 'ware'],
    outcome: 'answered',
    lines: [
      ['customer', 'Do you ship the {product} to Singapore?'],
      ['agent', 'This is {agent} at Midori Shop. I am sorry, we only deliver within Japan at the moment.'],
      ['customer', 'Pity, but thanks for the quick answer.'],
      ['agent', 'Thank you for asking. Have a nice day!'],
    ],
  },
  {
    kinds: ['home', 'wear'],
    outcome: 'delivery',
    lines: [
      ['customer', 'I moved to {address}. Can you change the address of order {orderNumber}?'],
      ['agent', 'Hello, this is {agent}. It has not shipped yet, so yes. I have changed it to your new address.'],
      ['customer', 'Phew. Thank you so much!'],
    ],
  },
];
