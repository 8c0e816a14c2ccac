/** Whether a label answers a search, in either language: width, case and kana do not matter. */
export function answersSearch(label: string, search: string): boolean {
  const wanted = plain(search).split(/\s+/).filter(Boolean);
  const words = plain(label);
  return wanted.every((word) => words.includes(word));
}

const KATAKANA_TO_HIRAGANA = 'ァ'.charCodeAt(0) - 'ぁ'.charCodeAt(0);

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - KATAKANA_TO_HIRAGANA));
}
