// node scripts/icons.ts: draws the pictures in assets/ anew from its SVG files, with the Chromium of this machine. Run it after
// changing an SVG; what it writes is committed, because packaging machines have no Chromium.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

interface Picture {
  readonly size: number;
  readonly png: Buffer;
}

/** `style` colours an SVG that has no colours of its own. */
async function draw(page: Page, svg: string, size: number, style = ''): Promise<Picture> {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body{margin:0}svg{display:block;position:absolute;width:${size}px;height:${size}px}${style}</style>${svg}`);
  return { size, png: await page.screenshot({ omitBackground: true }) };
}

/** A Windows icon is a table of contents and PNG files one after another. */
function ico(pictures: readonly Picture[]): Buffer {
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  pictures.forEach(({ size, png }, index) => {
    const at = 6 + 16 * index;
    // 256 does not fit into a byte and is written as 0.
    header.writeUInt8(size % 256, at);
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(png.length, at + 8);
    header.writeUInt32LE(header.length + pictures.slice(0, index).reduce((sum, picture) => sum + picture.png.length, 0), at + 12);
  });
  return Buffer.concat([header, ...pictures.map(({ png }) => png)]);
}

/** A macOS icon is blocks of four letters, length and PNG file; the letters name the size. */
function icns(pictures: readonly Picture[]): Buffer {
  const NAMES: Readonly<Record<number, string>> = { 128: 'ic07', 256: 'ic08', 512: 'ic09', 1024: 'ic10' };
  const block = (name: string, content: Buffer): Buffer => {
    const head = Buffer.alloc(8, name, 'latin1');
    head.writeUInt32BE(8 + content.length, 4);
    return Buffer.concat([head, content]);
  };
  const blocks = pictures.flatMap(({ size, png }) => (NAMES[size] === undefined ? [] : [block(NAMES[size], png)]));
  return block('icns', Buffer.concat(blocks));
}

const [icon, tray, unread] = await Promise.all(['icon', 'tray', 'unread'].map((name) => readFile(here(`../assets/${name}.svg`), 'utf8')));
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
try {
  const page = await browser.newPage();
  const icons: Picture[] = [];
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) icons.push(await draw(page, icon ?? '', size));
  await writeFile(here('../assets/icon.png'), icons.at(-1)?.png ?? '');
  await writeFile(here('../assets/icon.ico'), ico(icons.filter(({ size }) => size <= 256)));
  await writeFile(here('../assets/icon.icns'), icns(icons));

  const dot = (unread ?? '').replace('<svg', '<svg class="unread"');
  const dotStyle = '.unread{transform:scale(.5);transform-origin:100% 0}';
  for (const [suffix, scale] of [
    ['', 1],
    ['@2x', 2],
  ] as const) {
    const save = async (name: string, svg: string, size: number, style?: string): Promise<void> =>
      writeFile(here(`../assets/${name}${suffix}.png`), (await draw(page, svg, size * scale, style)).png);
    // macOS colours a template itself. Elsewhere the mark stands on light and dark panels alike, so it has the colour of the icon.
    await save('trayTemplate', tray ?? '', 16);
    await save('tray', icon ?? '', 24);
    await save('tray-unread', (icon ?? '') + dot, 24, dotStyle);
    await save('trayTemplate-unread', (tray ?? '') + dot, 16, dotStyle);
    await save('unread', unread ?? '', 16);
  }
} finally {
  await browser.close();
}
