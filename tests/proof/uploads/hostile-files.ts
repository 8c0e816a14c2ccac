import { EXTENSIONS_OF } from '#shared/files/file-rules';
import { aGif, aJpeg, anOfficeFile, aPdf, aPng, GOOD, pngChunk, type AFile } from '#tests/support/files/good-files';
import { aZip } from '#tests/support/files/zip';

export interface HostileFile extends AFile {
  readonly kind: string;
  /** What its giver says, where that is a lie. */
  readonly claims?: number;
}

/** Names as people of many scripts give them, and as nobody should. */
const STEMS = [
  '領収書', 'ﾃｽﾄ　画面', 'が゛ぎ', '写真①', '文件', '영수증', 'فاتورة', 'خوش\u200cآمدید', 'חשבונית', 'ใบเสร็จ', 'हिन्दी', 'Ελληνικά', 'кириллица', 'naïve café', '👨‍👩‍👧',
  '../../etc/passwd', 'C:\\Windows\\win', 'a\u202egnp', 'nul', 'COM1', 'a\u0000b', 'new\nline', '"><script>', "'; DROP TABLE", '%2e%2e%2f', '.htaccess', ' . ', 'あ'.repeat(200),
]; // prettier-ignore

/** Whoever runs it is heard of (in-browser.ts). */
const RUN = "fetch('/executed?by='+encodeURIComponent(location.pathname));alert(1)";
export const PAGES: Readonly<Record<string, string>> = {
  svg: `<svg xmlns="http://www.w3.org/2000/svg" onload="${RUN}"><script>${RUN}</script></svg>`,
  html: `<!doctype html><html><body onload="${RUN}"><script>${RUN}</script></body></html>`,
  xhtml: `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>${RUN}</script></html>`,
  js: RUN,
  mhtml: `MIME-Version: 1.0\nContent-Type: text/html\n\n<script>${RUN}</script>`,
};
export const PAGE_TYPES: Readonly<Record<string, string>> = {
  svg: 'image/svg+xml',
  html: 'text/html',
  xhtml: 'application/xhtml+xml',
  js: 'text/javascript',
  mhtml: 'multipart/related',
};

const zeros = Buffer.alloc(60_000_000);
const bomb = (): Buffer => anOfficeFile('word', [{ name: 'word/a.xml', bytes: zeros }, { name: 'word/b.xml', bytes: zeros }]); // prettier-ignore
const HUGE = 100 * 1024 * 1024;

/** One after the other of every kind of harm that we know, with a good one now and then. */
export function hostileFile(index: number, dice: () => number): HostileFile {
  const pick = <T>(of: readonly T[]): T => of[Math.floor(dice() * of.length)] as T; // of a list that is not empty
  const type = pick(Object.keys(GOOD) as (keyof typeof GOOD)[]);
  const good = GOOD[type]();
  const named = (extension: string): string => `${pick(STEMS)}.${extension}`;
  const extension = pick(EXTENSIONS_OF[type]);
  const page = pick(Object.keys(PAGES));
  const script = Buffer.from(PAGES[page] ?? '');
  const kinds: readonly (() => HostileFile)[] = [
    () => ({ kind: 'good', ...good, name: named(extension) }),
    () => ({ kind: 'empty', ...good, name: named(extension), bytes: Buffer.alloc(0) }),
    () => ({ kind: '100 MB', ...good, name: named(extension), claims: HUGE }),
    () => ({ kind: 'larger than it says', ...good, name: named(extension), bytes: Buffer.concat([good.bytes, Buffer.alloc(2_000)]), claims: good.bytes.length }),
    () => ({ kind: 'cut short', ...good, name: named(extension), bytes: good.bytes.subarray(0, 1 + Math.floor(dice() * good.bytes.length)) }),
    () => {
      const bytes = Buffer.from(good.bytes);
      for (let times = 1 + Math.floor(dice() * 8); times > 0; times -= 1) bytes[Math.floor(dice() * bytes.length)] = Math.floor(dice() * 256);
      return { kind: 'bytes changed', ...good, name: named(extension), bytes };
    },
    () => ({ kind: 'a page by its name', name: named(page), mediaType: PAGE_TYPES[page] ?? '', bytes: script }),
    () => ({ kind: 'a page under a good name', name: named(extension), mediaType: pick([good.mediaType, PAGE_TYPES[page] ?? '', '']), bytes: script }),
    () => ({ kind: 'a page behind a file', ...good, name: named(extension), bytes: Buffer.concat([good.bytes, script]) }),
    () => ({ kind: 'a page before a file', ...good, name: named(extension), bytes: Buffer.concat([script, good.bytes]) }),
    () => ({ kind: 'an archive behind a file', ...good, name: named(extension), bytes: Buffer.concat([good.bytes, aZip([{ name: 'a.js', bytes: script }])]) }),
    () => ({ kind: 'a script in a picture’s words', name: named('png'), mediaType: 'image/png', bytes: withComment(script) }),
    () => ({ kind: 'a picture that is a script', name: named('gif'), mediaType: 'image/gif', bytes: Buffer.concat([Buffer.from('GIF89a/*'), aGif().subarray(8), Buffer.from(`*/=1;${RUN}`)]) }),
    () => ({ kind: 'another type’s name', ...good, name: named(pick(Object.values(EXTENSIONS_OF).flat())) }),
    () => ({ kind: 'another type’s word', ...good, name: named(extension), mediaType: pick(['text/html', 'image/svg+xml', 'application/x-msdownload', 'image/png', 'video/mp4']) }),
    () => ({ kind: 'a program', name: named(pick(['exe', 'jpg', 'pdf', 'txt', 'scr', 'js'])), mediaType: '', bytes: Buffer.from(pick(['MZ\u0090\u0000', '\u007fELF', '#!/bin/sh\n', '\u00ca\u00fe\u00ba\u00be']), 'latin1') }),
    () => ({ kind: 'a picture of billions of pixels', name: named('png'), mediaType: 'image/png', bytes: aPng(4, 4, { claims: { width: 60_000 + Math.floor(dice() * 1e9), height: 60_000 } }) }),
    () => ({ kind: 'a document with macros', name: named('docx'), mediaType: '', bytes: anOfficeFile('word', [{ name: pick(['word/vbaProject.bin', 'word/activeX/a.bin', 'word/x.exe']), bytes: script }]) }),
    () => ({ kind: 'a document that lies about its size', name: named('xlsx'), mediaType: '', bytes: anOfficeFile('xl', [{ name: 'xl/a.xml', bytes: Buffer.alloc(50_000), claims: Math.floor(dice() * 1_000) }]) }),
    () => ({ kind: 'a document that runs something', name: named('pdf'), mediaType: 'application/pdf', bytes: aPdf(pick(['/OpenAction<</S/JavaScript/JS(app.alert(1))>>', '/AA<</O<</S/Launch/F(cmd.exe)>>>>', '/OpenAction<</S/J#61v#61Script>>'])) }),
    () => ({ kind: 'noise', name: named(extension), mediaType: '', bytes: Buffer.from(Array.from({ length: 1 + Math.floor(dice() * 600) }, () => Math.floor(dice() * 256))) }),
    () => ({ kind: 'a photograph and a document', name: named('jpg'), mediaType: 'image/jpeg', bytes: Buffer.concat([aJpeg(), aPdf()]) }),
  ]; // prettier-ignore
  // Dear to check, so that they come rarely.
  if (index % 100 === 50) return { kind: 'a document of 120 MB in 120 kB', name: named('docx'), mediaType: '', bytes: bomb() };
  return (kinds[index % kinds.length] ?? pick(kinds))();
}

/** A whole picture whose caption is a page. */
function withComment(words: Buffer): Buffer {
  const png = aPng();
  const end = png.length - 12;
  return Buffer.concat([png.subarray(0, end), pngChunk('tEXt', Buffer.concat([Buffer.from('Comment\0'), words])), png.subarray(end)]);
}
