import { describe, expect, test } from 'vitest';
import { readCsv, writeCsv, type CsvRow } from '#ui/features/people/people-csv';
import { planImport } from '#ui/features/people/plan-import';
import { readText } from '#ui/features/people/read-text';
import { AgentId } from '#shared/domain/ids';
import { anAgent, aQueue } from '#tests/support/builders';

const rowsOf = (text: string): readonly CsvRow[] => {
  const read = readCsv(text);
  if (read.is !== 'read') throw new Error(read.is);
  return read.rows;
};
const known = {
  people: [anAgent({ id: 'agt_mika', loginName: 'mika', name: { family: '高橋', given: '美香' } })],
  queues: [aQueue(), aQueue({ id: 'que_2', name: { ja: '返品', en: 'Returns' } })],
  newId: () => AgentId.parse(`agt_${crypto.randomUUID()}`),
};
const plan = (text: string) => planImport(rowsOf(text), known);

// 「ログイン名,姓,名⏎sato,佐藤,"健, 二"」 as Excel in Japan writes it.
const SHIFT_JIS = [
  0x83, 0x8d, 0x83, 0x4f, 0x83, 0x43, 0x83, 0x93, 0x96, 0xbc, 0x2c, 0x90, 0xa9, 0x2c, 0x96, 0xbc, 0x0d, 0x0a, 0x73, 0x61, 0x74, 0x6f, 0x2c,
  0x8d, 0xb2, 0x93, 0xa1, 0x2c, 0x22, 0x8c, 0x92, 0x2c, 0x20, 0x93, 0xf1, 0x22, 0x0d, 0x0a,
];

describe('a file', () => {
  test('is read as UTF-8 with and without its mark, as Shift_JIS and as UTF-16, and is told from what is no text', () => {
    const text = 'ログイン名,姓\r\nsato,佐藤';
    const utf8 = new TextEncoder().encode(text);
    expect(readText(utf8)).toBe(text);
    expect(readText(new Uint8Array([0xef, 0xbb, 0xbf, ...utf8]))).toBe(text);
    expect(readText(new Uint8Array(SHIFT_JIS))).toBe('ログイン名,姓,名\r\nsato,佐藤,"健, 二"\r\n');
    const utf16 = new Uint8Array([
      0xff,
      0xfe,
      ...Array.from(text).flatMap((letter) => [letter.charCodeAt(0) & 255, letter.charCodeAt(0) >> 8]),
    ]);
    expect(readText(utf16)).toBe(text);
    expect(readText(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]))).toBeNull();
  });

  test('has its headings in Japanese or English, however they are written, and quotes, commas and blank lines in its cells', () => {
    const japanese = rowsOf('ログイン名,姓（カナ）,お客様に見える名前（英語）\n\n"sa""to","サ, トウ",Sato\n');
    expect(japanese).toEqual([
      {
        line: 2,
        raw: ['sa"to', 'サ, トウ', 'Sato'],
        cells: { loginName: 'sa"to', familyReading: 'サ, トウ', publicNameEn: 'Sato' },
        fault: null,
      },
    ]);
    expect(rowsOf('Login-Name\tFAMILY NAME\n a \t b ')[0]?.cells).toEqual({ loginName: 'a', family: 'b' });
    expect(readCsv('姓,名\n佐藤,健二')).toEqual({ is: 'no_login' });
    expect(readCsv('ログイン名')).toEqual({ is: 'empty' });
  });

  test('that we write is one that Excel reads, and runs nothing', () => {
    const written = writeCsv([['name'], ['=HYPERLINK("http://evil.example")'], ['+1'], ['-1'], ['@SUM(A1)'], ['佐藤, "健二"']]);
    expect(written.startsWith('\uFEFFname\r\n')).toBe(true);
    expect(written.split('\r\n').slice(1, 5)).toEqual([`"'=HYPERLINK(""http://evil.example"")"`, `"'+1"`, `"'-1"`, `"'@SUM(A1)"`]);
    expect(readCsv(written.replace('name', 'login name'))).toMatchObject({ is: 'read' });
  });
});

describe('a plan', () => {
  test('adds who is new with what is usual, changes only what the file says, and leaves the rest', () => {
    const [added, changed, same] = plan(
      'login,family,given,queues,role\nsato,佐藤,健二,返品;Returns,リーダー\nMIKA,,,返品,\nmika2,高橋,,,',
    );
    expect(added).toMatchObject({
      is: 'new',
      profile: {
        loginName: 'sato',
        latinName: 'sato',
        publicName: { ja: '佐藤', en: 'sato' },
        role: 'lead',
        queueIds: ['que_2'],
        capacity: { chat: 3 },
      },
    });
    expect(changed).toMatchObject({
      is: 'changed',
      columns: ['queues'],
      profile: { id: 'agt_mika', loginName: 'mika', name: { family: '高橋' } },
    });
    expect(same).toMatchObject({ is: 'new' });
    expect(plan('login,family\nmika,高橋')).toMatchObject([{ is: 'same' }]);
  });

  test('says of each wrong row every field that is wrong and why', () => {
    const wrong = plan(
      [
        'login,family,role,queues,chat,latin name',
        ',佐藤,,,,',
        'a b,佐藤,,,,',
        'c,,店長,配送;返品,たくさん,',
        'd,佐藤,,,,',
        'D,佐藤,,,,',
        'e,佐藤,,,101,',
        'f,佐藤',
        `g,佐藤,,,,${'x'.repeat(101)}`,
      ].join('\n'),
    ).map((planned) => (planned.is === 'wrong' ? planned.wrongs : planned.is));
    expect(wrong).toEqual([
      [{ column: 'loginName', reason: 'missing' }],
      [{ column: 'loginName', reason: 'spaces' }],
      [
        { column: 'family', reason: 'missing' },
        { column: 'role', reason: 'role', with: '店長' },
        { column: 'queues', reason: 'queue', with: '配送' },
        { column: 'chat', reason: 'number' },
      ],
      'new',
      [{ column: 'loginName', reason: 'twice', with: '5' }],
      [{ column: 'chat', reason: 'number' }],
      [{ column: 'row', reason: 'cells' }],
      [{ column: 'latinName', reason: 'tooLong' }],
    ]);
  });

  test('of a thousand rows over five hundred people is made in a blink', () => {
    const people = Array.from({ length: 500 }, (_, n) => anAgent({ id: `agt_${n}`, loginName: `p${n}` }));
    const rows = rowsOf(`login,family\n${Array.from({ length: 1_000 }, (_, n) => `p${n},名字${n}`).join('\n')}`);
    const began = performance.now();
    expect(planImport(rows, { ...known, people }).filter(({ is }) => is === 'new')).toHaveLength(500);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
