import { crc32, deflateSync } from 'node:zlib';
import type { SafeType } from '#shared/files/file-rules';
import { aZip, type ZipEntry } from './zip.ts';

// The smallest files of each kind that are whole.

export interface AFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

const u32 = (value: number): Buffer => Buffer.from([value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);

export function pngChunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  return Buffer.concat([u32(data.length), body, u32(crc32(body))]);
}

/** One colour; `claims` is a size that its header lies about. */
export function aPng(width = 8, height = 8, { claims = { width, height }, colour = [31, 75, 153] as readonly number[] } = {}): Buffer {
  const row = Buffer.concat([Buffer.from([0]), ...Array.from({ length: width }, () => Buffer.from(colour))]);
  const head = Buffer.concat([u32(claims.width), u32(claims.height), Buffer.from([8, 2, 0, 0, 0])]);
  const data = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  return Buffer.concat([
    Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'),
    pngChunk('IHDR', head),
    pngChunk('IDAT', data),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** 1 × 1, as a camera's own software writes it. */
export const aJpeg = (): Buffer =>
  Buffer.from(
    '/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AKp//2Q==',
    'base64',
  );
export const aGif = (): Buffer => Buffer.from('R0lGODlhAQABAIAAAAUEBAAAACwAAAAAAQABAAACAkQBADs=', 'base64');
export const aWebp = (): Buffer => Buffer.from('UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAgA0JaQAA3AA/vuUAAA=', 'base64');

export function aPdf(more = ''): Buffer {
  return Buffer.from(
    `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R${more}>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n` +
      '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n' +
      'trailer<</Size 4/Root 1 0 R>>\nstartxref\n9\n%%EOF\n',
    'latin1',
  );
}

/** As many pages as asked for, each with a bar of its own colour and its number, in a font that it does not bring along. */
export function aPdfOf(pages: number): Buffer {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[${Array.from({ length: pages }, (_, page) => `${4 + page * 2} 0 R`).join(' ')}]/Count ${pages}>>`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    ...Array.from({ length: pages }, (_, page) => {
      const words = `${page === 0 ? '0 0.2 0.8' : '0.8 0.2 0'} rg 20 150 160 30 re f 0 g BT /F1 24 Tf 20 100 Td (Page ${page + 1}) Tj ET`;
      return [
        `<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Resources<</Font<</F1 3 0 R>>>>/Contents ${5 + page * 2} 0 R>>`,
        `<</Length ${words.length}>>stream\n${words}\nendstream`,
      ];
    }).flat(),
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const place = text.length;
    text += `${index + 1} 0 obj${object}endobj\n`;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`;
  return Buffer.from(`${text}${table}trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF\n`, 'latin1');
}

export function anOfficeFile(folder: 'word' | 'xl' | 'ppt', more: readonly ZipEntry[] = [], contentTypes = ''): Buffer {
  const text = (words: string): Buffer => Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${words}`);
  return aZip([
    { name: '[Content_Types].xml', bytes: text(`<Types>${contentTypes}</Types>`) },
    { name: '_rels/.rels', bytes: text('<Relationships/>') },
    { name: `${folder}/document.xml`, bytes: text('<document>お見積書</document>') },
    ...more,
  ]);
}

export function aBox(kind: string, data: Uint8Array): Buffer {
  return Buffer.concat([u32(8 + data.length), Buffer.from(kind, 'latin1'), data]);
}

const film = (brand: string): Buffer =>
  Buffer.concat([aBox('ftyp', Buffer.from(`${brand}\0\0\0\0${brand}`, 'latin1')), aBox('mdat', Buffer.alloc(64, 7))]);

function aWave(): Buffer {
  const data = Buffer.alloc(36, 1);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(4 + data.length);
  return Buffer.concat([Buffer.from('RIFF'), size, Buffer.from('WAVE'), data]);
}

export function aHeic({ width = 64, height = 64 } = {}): Buffer {
  const meta = aBox('meta', Buffer.concat([u32(0), aBox('ispe', Buffer.concat([u32(0), u32(width), u32(height)]))]));
  return Buffer.concat([aBox('ftyp', Buffer.from('heic\0\0\0\0mif1heic', 'latin1')), meta, aBox('mdat', Buffer.alloc(16, 3))]);
}

/** One of each kind that is taken. */
export const GOOD: Readonly<Record<SafeType, () => AFile>> = {
  'image/jpeg': () => ({ name: 'shashin.jpg', mediaType: 'image/jpeg', bytes: aJpeg() }),
  'image/png': () => ({ name: '画面.png', mediaType: 'image/png', bytes: aPng() }),
  'image/gif': () => ({ name: 'ugoki.gif', mediaType: 'image/gif', bytes: aGif() }),
  'image/webp': () => ({ name: 'net.webp', mediaType: 'image/webp', bytes: aWebp() }),
  'image/heic': () => ({ name: 'IMG_0001.HEIC', mediaType: '', bytes: aHeic() }),
  'application/pdf': () => ({ name: '領収書.pdf', mediaType: 'application/pdf', bytes: aPdf() }),
  'text/plain': () => ({ name: 'メモ.txt', mediaType: 'text/plain', bytes: Buffer.from('ご確認ください。\n') }),
  'text/csv': () => ({ name: '一覧.csv', mediaType: 'application/vnd.ms-excel', bytes: Buffer.from([0x93, 0xfa, 0x2c, 0x31, 0x0d, 0x0a]) }),
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': () => ({
    name: '見積書.docx',
    mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    bytes: anOfficeFile('word'),
  }),
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': () => ({
    name: '表.xlsx',
    mediaType: 'application/octet-stream',
    bytes: anOfficeFile('xl'),
  }),
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': () => ({
    name: '説明.pptx',
    mediaType: '',
    bytes: anOfficeFile('ppt'),
  }),
  'video/mp4': () => ({ name: 'douga.mp4', mediaType: 'video/mp4', bytes: film('isom') }),
  'video/quicktime': () => ({ name: 'douga.mov', mediaType: 'video/quicktime', bytes: film('qt  ') }),
  'audio/mp4': () => ({ name: 'koe.m4a', mediaType: 'audio/x-m4a', bytes: film('M4A ') }),
  'audio/mpeg': () => ({ name: 'koe.mp3', mediaType: 'audio/mpeg', bytes: Buffer.concat([Buffer.from('ID3\u0004'), Buffer.alloc(64, 9)]) }),
  'audio/wav': () => ({ name: 'koe.wav', mediaType: 'audio/x-wav', bytes: aWave() }),
};
