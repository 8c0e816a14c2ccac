import Papa from 'papaparse';

/** The columns, by their own names and any heading that people write; width, case, blanks and brackets do not matter. */
const HEADINGS = {
  loginName: ['ログイン名', 'ログインid', 'ログイン', 'login name', 'login', 'sign-in name', 'username', 'user name'],
  family: ['姓', '苗字', '名字', 'family name', 'last name', 'surname'],
  given: ['名', '名前', 'given name', 'first name'],
  familyReading: ['セイ', '姓（カナ）', '姓カナ', '姓（かな）', 'せい', 'family reading', 'family name reading'],
  givenReading: ['メイ', '名（カナ）', '名カナ', '名（かな）', 'めい', 'given reading', 'given name reading'],
  latinName: ['ローマ字', 'ローマ字の氏名', '英語名', 'latin name', 'name in latin letters'],
  publicNameJa: ['表示名', '表示名（日本語）', 'お客様に見える名前', 'public name', 'public name (ja)'],
  publicNameEn: ['表示名（英語）', 'お客様に見える名前（英語）', 'public name (en)'],
  role: ['役割', '権限', 'role'],
  queues: ['キュー', '担当キュー', 'queues', 'queue'],
  chat: ['チャット', 'webチャット', 'chat'],
  sms: ['sms'],
  line: ['line'],
} as const;
export type Column = keyof typeof HEADINGS;
// Own keys of a literal, which TypeScript widens.
export const COLUMNS = Object.keys(HEADINGS) as readonly Column[];

export interface CsvRow {
  /** As a spreadsheet counts: the heading is line 1. */
  readonly line: number;
  readonly cells: Partial<Readonly<Record<Column, string>>>;
  /** The row as it was, to be given back. */
  readonly raw: readonly string[];
  /** It has not the heading's number of cells, or its quotes are not closed. */
  readonly fault: 'cells' | 'quotes' | null;
}

export type ReadCsv =
  | { readonly is: 'read'; readonly heading: readonly string[]; readonly rows: readonly CsvRow[] }
  | { readonly is: 'no_login' | 'empty' };

export function readCsv(text: string): ReadCsv {
  const { data, errors } = Papa.parse<string[]>(text.trim(), { skipEmptyLines: 'greedy' });
  const [heading, ...rows] = data;
  if (heading === undefined || rows.length === 0) return { is: 'empty' };
  const columns = heading.map(columnOf);
  if (!columns.includes('loginName')) return { is: 'no_login' };
  const unclosed = new Set(errors.flatMap(({ type, row }) => (type === 'Quotes' && row !== undefined ? [row] : [])));
  return {
    is: 'read',
    heading,
    rows: rows.map((raw, index) => ({
      line: index + 2,
      raw,
      cells: Object.fromEntries(columns.flatMap((column, at) => (column === null ? [] : [[column, (raw[at] ?? '').trim()]]))),
      fault: faultOf(raw.length === heading.length, unclosed.has(index + 1)),
    })),
  };
}

function faultOf(isWhole: boolean, isUnclosed: boolean): CsvRow['fault'] {
  if (isUnclosed) return 'quotes';
  return isWhole ? null : 'cells';
}

/**
 * For spreadsheets: with a mark, so that Excel knows it for UTF-8, and with nothing in it that a spreadsheet would take for a formula
 * and run.
 */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${Papa.unparse(
    rows.map((row) => [...row]),
    { escapeFormulae: true, newline: '\r\n' },
  )}\r\n`;
}

const KNOWN = new Map(COLUMNS.flatMap((column) => [column, ...HEADINGS[column]].map((words) => [bare(words), column] as const)));

function columnOf(heading: string): Column | null {
  return KNOWN.get(bare(heading)) ?? null;
}

function bare(words: string): string {
  return words
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s()_\-・]/g, '');
}
