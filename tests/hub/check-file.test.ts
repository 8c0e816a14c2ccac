import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkFile } from '#hub/files/check-file';
import { cleanFileName } from '#shared/files/file-name';
import { EXTENSIONS_OF, FILE_LIMIT, type FileProblem } from '#shared/files/file-rules';
import { aBox, aGif, aHeic, aJpeg, anOfficeFile, aPdf, aPng, GOOD, type AFile } from '#tests/support/files/good-files';
import { aZip } from '#tests/support/files/zip';

const check = ({ name, mediaType, bytes }: AFile, limit = FILE_LIMIT) => checkFile(bytes, { name, mediaType }, limit);
const PNG = 'image/png';
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

test.each(Object.keys(GOOD) as (keyof typeof GOOD)[])('%s is taken as what it is', async (type) => {
  expect(await check(GOOD[type]())).toMatchObject({ mediaType: type });
});

const zip = aZip([{ name: 'a.txt', bytes: Buffer.from('a') }]);
const script = Buffer.from('<script>alert(1)</script>');
const zeros = Buffer.alloc(60_000_000);

const REFUSED: readonly (readonly [string, AFile, FileProblem])[] = [
  ['nothing', { name: 'a.png', mediaType: PNG, bytes: Buffer.alloc(0) }, 'empty'],
  ['a program', { name: 'setup.exe', mediaType: 'application/octet-stream', bytes: Buffer.from('MZ') }, 'executable'],
  ['a program called a picture', { name: 'a.png', mediaType: PNG, bytes: Buffer.from('MZ\u0090\u0000') }, 'executable'],
  ['a script called a text', { name: 'a.txt', mediaType: 'text/plain', bytes: Buffer.from('#!/bin/sh\nrm') }, 'executable'],
  ['a name turned around', { name: 'a\u202egnp.exe', mediaType: PNG, bytes: aPng() }, 'executable'],
  ['a drawing with a script', { name: 'a.svg', mediaType: 'image/svg+xml', bytes: Buffer.from('<svg onload="x()">') }, 'active_content'],
  [
    'a drawing called a text',
    { name: 'a.txt', mediaType: 'text/plain', bytes: Buffer.from('\ufeff <svg onload="x()">') },
    'active_content',
  ],
  ['a page called a list', { name: 'a.csv', mediaType: 'text/csv', bytes: Buffer.from('<!doctype html><p>') }, 'active_content'],
  ['a letter with a page', { name: 'a.txt', mediaType: 'text/plain', bytes: Buffer.from('MIME-Version: 1.0\n') }, 'active_content'],
  ['an archive', { name: 'a.zip', mediaType: 'application/zip', bytes: zip }, 'type_not_allowed'],
  ['a name without an end', { name: 'README', mediaType: 'text/plain', bytes: Buffer.from('x') }, 'type_not_allowed'],
  ['a picture said to be another', { name: 'a.png', mediaType: 'image/jpeg', bytes: aPng() }, 'type_differs'],
  ['a picture called another', { name: 'a.jpg', mediaType: 'image/jpeg', bytes: aPng() }, 'type_differs'],
  ['bytes called a text', { name: 'a.txt', mediaType: 'text/plain', bytes: Buffer.from([0, 1, 2, 3]) }, 'type_differs'],
  ['half a picture', { name: 'a.png', mediaType: PNG, bytes: aPng().subarray(0, 50) }, 'damaged'],
  ['a picture and an archive', { name: 'a.png', mediaType: PNG, bytes: Buffer.concat([aPng(), zip]) }, 'two_in_one'],
  ['a moving picture and an archive', { name: 'a.gif', mediaType: 'image/gif', bytes: Buffer.concat([aGif(), zip]) }, 'two_in_one'],
  ['a photograph and a page', { name: 'a.jpg', mediaType: '', bytes: Buffer.concat([aJpeg(), script]) }, 'two_in_one'],
  ['a document and an archive', { name: 'a.pdf', mediaType: '', bytes: Buffer.concat([aPdf(), zip]) }, 'two_in_one'],
  ['sound and a document', { name: 'a.mp3', mediaType: '', bytes: Buffer.concat([Buffer.from('ID3\u0004'), aPdf()]) }, 'two_in_one'],
  [
    'a picture of a hundred thousand by a hundred thousand',
    { name: 'a.png', mediaType: PNG, bytes: aPng(4, 4, { claims: { width: 100_000, height: 100_000 } }) },
    'picture_too_large',
  ],
  [
    'a telephone’s picture of the same',
    { name: 'a.heic', mediaType: '', bytes: aHeic({ width: 100_000, height: 100_000 }) },
    'picture_too_large',
  ],
  [
    'a document that unpacks to 120 MB',
    {
      name: 'a.docx',
      mediaType: '',
      bytes: anOfficeFile('word', [
        { name: 'word/a.xml', bytes: zeros },
        { name: 'word/b.xml', bytes: zeros },
      ]),
    },
    'archive_too_large',
  ],
  [
    'a document that lies about it',
    { name: 'a.docx', mediaType: '', bytes: anOfficeFile('word', [{ name: 'word/a.xml', bytes: zeros, claims: 10 }]) },
    'damaged',
  ],
  [
    'a document with macros',
    { name: 'a.docx', mediaType: DOCX, bytes: anOfficeFile('word', [{ name: 'word/vbaProject.bin', bytes: script }]) },
    'macro',
  ],
  [
    'a document that says it has macros',
    { name: 'a.docx', mediaType: DOCX, bytes: anOfficeFile('word', [], 'application/vnd.ms-word.document.macroEnabled') },
    'macro',
  ],
  ['an old document', { name: 'a.doc', mediaType: 'application/msword', bytes: Buffer.from([0xd0, 0xcf]) }, 'macro'],
  [
    'a document that fetches its template',
    {
      name: 'a.docx',
      mediaType: DOCX,
      bytes: anOfficeFile('word', [
        {
          name: 'word/_rels/settings.xml.rels',
          bytes: Buffer.from('<Relationship Type="http://x/attachedTemplate" Target="http://evil" TargetMode="External"/>'),
        },
      ]),
    },
    'active_content',
  ],
  ['a sheet called a document', { name: 'a.docx', mediaType: '', bytes: anOfficeFile('xl') }, 'type_differs'],
  [
    'a document that runs a script',
    { name: 'a.pdf', mediaType: '', bytes: aPdf('/OpenAction<</S/JavaScript/JS(app.alert(1))>>') },
    'active_content',
  ],
  ['the same, written around', { name: 'a.pdf', mediaType: '', bytes: aPdf('/OpenAction<</S/J#61vaScript>>') }, 'active_content'],
  [
    'a film that is a page',
    { name: 'a.mp4', mediaType: '', bytes: Buffer.concat([script, aBox('ftyp', Buffer.from('isom'))]) },
    'type_differs',
  ],
];

test.each(REFUSED)('%s is refused', async (_what, file, problem) => {
  expect(await check(file)).toBe(problem);
});

test('what is too large for one place may go in another', async () => {
  const file = { name: 'a.png', mediaType: PNG, bytes: aPng() };
  expect(await check(file, 50)).toBe('too_large');
  expect(await check(file, 0)).toBe('channel_takes_none');
});

test('any bytes under any name end in a file or in a reason, and never in an error', async () => {
  const extensions = Object.values(EXTENSIONS_OF).flat();
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 400 }),
      fc.constantFrom(...extensions),
      fc.string({ unit: 'grapheme' }),
      async (bytes, extension, stem) => {
        const checked = await check({ name: `${stem}.${extension}`, mediaType: '', bytes: Buffer.from(bytes) });
        expect(typeof checked === 'string' || checked.name.endsWith(`.${extension}`)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});

test('a good file with one byte changed is taken as the same or refused, and never brings the check down', async () => {
  const types = Object.keys(GOOD) as (keyof typeof GOOD)[];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...types), fc.nat(), fc.nat({ max: 255 }), async (type, place, byte) => {
      const file = GOOD[type]();
      file.bytes[place % file.bytes.length] = byte;
      const checked = await check(file);
      expect(typeof checked === 'string' || checked.mediaType === type).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['../../etc/パスワード.png', 'パスワード.png'],
  ['C:\\Users\\mika\\写真.png', '写真.png'],
  ['か\u3099.png', 'が.png'],
  ['CON.png', '_CON.png'],
  ['a\u0000b\nc\u202e.png', 'abc.png'],
  ['گزارش\u200cها.pdf', 'گزارش\u200cها.pdf'],
  [' . ', 'file'],
  ['a<b>:"|?*.png', 'a_b______.png'],
])('%j is kept as %j', (given, kept) => {
  expect(cleanFileName(given)).toBe(kept);
});

test('a name keeps its ending, fits every disk, and is the same when it is cleaned again', () => {
  expect(Buffer.byteLength(cleanFileName(`${'あ'.repeat(300)}.png`))).toBeLessThanOrEqual(255);
  expect(cleanFileName(`${'👨‍👩‍👧'.repeat(40)}.png`)).toMatch(/^(?:👨‍👩‍👧)+\.png$/u);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (name) => {
      const once = cleanFileName(name);
      expect(cleanFileName(once)).toBe(once);
      expect(once).not.toMatch(/[\p{Cc}/\\]/u);
      expect(Buffer.byteLength(once)).toBeLessThanOrEqual(255);
    }),
  );
});
