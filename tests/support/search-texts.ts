// Messages as a centre's customers and agents write them, for what searches them: from a seed, 60 % Japanese, 80 characters and more on
// average, words as frequent as words are (Zipf), with names, order and telephone numbers, half-width kana and emoji in between.

const JA_WORDS =
  '返金 返品 交換 注文 商品 配送 荷物 到着 発送 住所 変更 電話 番号 確認 連絡 担当 在庫 購入 支払い 請求書 領収書 クレジットカード ポイント クーポン 会員登録 ログイン パスワード アカウント サイズ 色違い 不良品 破損 故障 修理 保証書 説明書 電池 充電器 イヤホン スマートフォン パソコン プリンター サーバー ネットワーク 設定 初期化 更新 画面 表示 エラー 再起動 予約 取消し 日程 時間帯 午前中 夕方 翌日 週末 店舗 受取り 宅配便 送料 無料 割引 税込 価格 見積り 契約 解約 手続き 書類 本人確認 免許証 口座 振込 引落し 明細 残高 金額 差額 至急 大変 申し訳 迷惑 御礼 感謝 ギフト 包装 のし紙 名入れ 誕生日 記念日 お中元 お歳暮 冷蔵 冷凍 賞味期限 消費期限 アレルギー 原材料 産地 北海道 東京都 京都 大阪 福岡 沖縄 山田 佐藤 鈴木 高橋 田中 渡辺 伊藤 山本 中村 小林 吉田 佐々木 斎藤 林 森 髙橋 渡邊 Ｔシャツ ワンピース ジャケット スニーカー ﾊﾞｯｸﾞ ﾍﾝｷﾝ'.split(
    ' ',
  );
const JA_TAILS =
  'をお願いします。|について教えてください。|がまだ届いていません。|はいつ頃になりますか？|をしたいのですが、どうすればよいでしょうか。|の件で、先ほどお電話しました。|ができませんでした、|と書いてありましたが、|を確認したところ、|の場合は、|が違っていたので、|ありがとうございます。|でよろしいでしょうか。|を忘れてしまいました。|もあわせて|、それから|は不要です。|に問題があるようです。|を受け取りました。|の状況を調べております、少々お待ちください。|'.split(
    '|',
  );
const EN_WORDS =
  'the my your order refund return exchange delivery parcel package address phone number account password login coupon points size color broken damaged repair warranty manual battery charger screen error restart update settings booking cancel appointment tomorrow morning evening weekend store pickup courier shipping free discount price invoice receipt payment card bank transfer balance amount difference urgent sorry thanks please could would when where which arrived missing received sent waiting changed wrong correct confirm checked reply contact support manager complaint happy study studies refunded returning delivered shipment tracking status online website button page email message attach photo picture document contract subscription renew expired gift wrapping birthday Tanaka Smith Yamada Müller José'.split(
    ' ',
  );
const EMOJI = ['😊', '🙏', '👍🏽', '😢', '👨‍👩‍👧'];
const KANJI = [0x4e00, 0x9000] as const;

/** Mulberry32. */
export function createDice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function createTexts(dice: () => number): () => string {
  const below = (limit: number): number => Math.floor(dice() * limit);
  const frequent = (words: readonly string[]): string => words[Math.floor(words.length ** dice()) - 1] ?? '';
  const anyOf = (words: readonly string[]): string => words[below(words.length)] ?? '';
  /** A word that no list has: a name, a place, a make. */
  const rare = (): string =>
    Array.from({ length: 2 + below(2) }, () => String.fromCharCode(KANJI[0] + below(KANJI[1] - KANJI[0]))).join('');
  const number = (): string => {
    const digits = String(10_000 + below(90_000));
    return anyOf([
      `A-${digits}`,
      `#${digits}`,
      `Ａ－${digits}`,
      `090-${digits.slice(0, 4)}-${String(1000 + below(9000))}`,
      `${below(30) + 1}日`,
    ]);
  };
  const japanese = (): string => {
    let text = '';
    const length = 60 + below(60);
    while (text.length < length) {
      const extra = dice();
      text += extra < 0.1 ? rare() : extra < 0.2 ? number() : extra < 0.23 ? anyOf(EMOJI) : frequent(JA_WORDS);
      text += frequent(JA_TAILS);
    }
    return text;
  };
  const english = (): string => {
    const words: string[] = [];
    const count = 12 + below(10);
    while (words.length < count) words.push(dice() < 0.06 ? number() : dice() < 0.02 ? anyOf(EMOJI) : frequent(EN_WORDS));
    return `${words.join(' ')}.`;
  };
  return () => (dice() < 0.6 ? japanese() : english());
}

/** What somebody types who has such a text in mind: some of its characters, one to ten of them; now and then something that is nowhere. */
export function createQuestions(dice: () => number, texts: readonly string[]): () => string {
  return () => {
    const length = 1 + Math.floor(dice() * 10);
    if (dice() < 0.1) return Array.from({ length }, () => String.fromCharCode(0x5000 + Math.floor(dice() * 0x3000))).join('');
    const characters = Array.from(texts[Math.floor(dice() * texts.length)] ?? '');
    const starts = characters.flatMap((character, at) => (/[\p{L}\p{N}]/u.test(character) && isWordStart(characters, at) ? [at] : []));
    const start = starts[Math.floor(dice() * starts.length)] ?? 0;
    return characters.slice(start, start + length).join('');
  };
}

/** Nobody looks for an English word by its middle. */
function isWordStart(characters: readonly string[], at: number): boolean {
  return !/[a-z\d]/i.test(characters[at] ?? '') || !/[\p{L}\p{N}]/u.test(characters[at - 1] ?? ' ');
}
