// Variants of kanji in Japanese names that Unicode keeps apart but people do not: 髙橋 is looked for as 高橋.
const NAME_VARIANTS = new Map(
  [
    '高髙',
    '崎﨑嵜',
    '斎斉齋齊',
    '辺邊邉',
    '沢澤',
    '浜濱',
    '広廣',
    '国國',
    '桜櫻',
    '島嶋嶌',
    '真眞',
    '恵惠',
    '吉𠮷',
    '竜龍',
    '滝瀧',
    '栄榮',
  ].flatMap(([first = '', ...variants]) => variants.map((variant) => [variant, first] as const)),
);

const KATAKANA = /[\u30a1-\u30f6]/g;
const TO_HIRAGANA = 0x60;
/** Everything that people type for a hyphen, a minus or a long vowel. */
const DASHES = /[\u2010-\u2015\u2212\u2500\u301c~\u30fc]/g;

/**
 * A text as it is compared: width, case, kana and accents folded (ﾍﾝｷﾝ = ヘンキン = へんきん, Ｔシャツ = Tシャツ, é = e), long
 * vowels left out (サーバー = サーバ), 々 spelled out, variants of kanji in names made one. Index and question fold alike.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .replaceAll(/[\u00c0-\u024f\u1e00-\u1eff]/g, (letter) => letter.normalize('NFD').replaceAll(/\p{M}/gu, ''))
    .replaceAll(KATAKANA, (kana) => String.fromCharCode(kana.charCodeAt(0) - TO_HIRAGANA))
    .replaceAll(DASHES, '-')
    .replaceAll(/(?<=[\u3041-\u3096])-+/g, '')
    .replaceAll(/(\p{Script=Han})々/gu, '$1$1')
    .replaceAll(/\p{Script=Han}/gu, (kanji) => NAME_VARIANTS.get(kanji) ?? kanji);
}
