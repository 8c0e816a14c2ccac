import { deflateSync, crc32 } from 'node:zlib';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLineEmulator, type LineEmulator } from '#tests/emulators/line-emulator';
import { lineUser, type LineWords } from '#tests/emulators/line-events';
import { openAgentPage, type AgentPage } from '#tests/support/agent-page';
import { openCentre, type Centre } from '#tests/support/centre';
import { shoot } from '#tests/support/one-window';

// A customer on LINE and an agent at a desk: hub and desk as processes, LINE's emulator, a real Chromium.

interface Scene {
  readonly emulator: LineEmulator;
  readonly centre: Centre;
  readonly browser: Browser;
  readonly mika: AgentPage;
}

const HANAKO = lineUser('hanako');
const held: { scene?: Scene } = {};
const complaints: string[] = [];

beforeAll(async () => {
  const emulator = await createLineEmulator();
  const centre = await openCentre({ LINE_API_BASE_URL: emulator.url });
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const { address } = await centre.startDesk('mika');
  const mika = await openAgentPage({ browser, address, locale: 'ja', onComplaint: (complaint) => complaints.push(complaint) });
  await mika.signsIn('佐藤 美香');
  held.scene = { emulator, centre, browser, mika };
});
afterAll(async () => {
  await held.scene?.browser.close();
  await held.scene?.centre.close();
  await held.scene?.emulator.close();
});

function scene(): Scene {
  if (held.scene === undefined) throw new Error('the scene is not set');
  return held.scene;
}

async function hanako(words: Omit<LineWords, 'from'>): Promise<void> {
  const { emulator, centre } = scene();
  const status = await emulator.post(`${centre.hubUrl}/channels/line/webhook`, emulator.events({ from: HANAKO, ...words }));
  expect(status).toBe(200);
}

test('a talk on LINE: words, a sticker, a place and a picture in; a free answer and a pushed one out', async () => {
  const { emulator, mika } = scene();
  emulator.setProfile(HANAKO, { displayName: 'はなこ🌸', language: 'ja', picture: aPicture() });
  emulator.setContent('9001', { bytes: aPicture(), mediaType: 'image/png' });
  await hanako({ text: '湯のみが割れていました' });
  await mika.isReady(true);
  await mika.accept.click();
  await mika.timeline.getByText('湯のみが割れていました').waitFor();
  await mika.customer.getByRole('heading', { name: 'はなこ🌸 様' }).waitFor();
  await mika.customer.getByText('プロフィールの表示名（本人確認なし）').waitFor();
  // The face is drawn, through the page's policy and the hub's permission.
  await expect.poll(() => mika.customer.locator('img').evaluate((face: HTMLImageElement) => face.naturalWidth)).toBe(8);

  await hanako({ sticker: { packageId: '11537', stickerId: '52002770', keywords: ['困った', '泣く'] } });
  await hanako({ image: '9001' });
  await hanako({ location: { title: '勤務先', address: '東京都千代田区丸の内1-1', latitude: 35.6812, longitude: 139.7671 } });
  await mika.timeline.getByText('困った・泣く').waitFor();
  await mika.timeline.getByText('東京都千代田区丸の内1-1').waitFor();
  await mika.timeline.getByRole('img', { name: '画像：9001.jpg' }).waitFor();
  await mika.row('位置情報').waitFor();
  await mika.page.getByText(/残り 0:[0-5]\d 無料返信/).waitFor();
  await shoot(mika.page, 'line-talk');

  await mika.replies('申し訳ございません。交換いたします。');
  await expect.poll(() => emulator.accepted.map(({ how }) => how)).toEqual(['reply']);
  // Four lines of hers gave four leaves; LINE forgets the others, and the next answer costs.
  emulator.expireTokens();
  await mika.replies('本日発送しました。');
  await expect.poll(() => emulator.accepted.map(({ how }) => how)).toEqual(['reply', 'push']);
  await mika.timeline.getByText('送信済み').nth(1).waitFor();
  expect(emulator.accepted.flatMap(({ messages }) => messages.map(({ text }) => text))).toEqual([
    '申し訳ございません。交換いたします。',
    '本日発送しました。',
  ]);

  await hanako({ unfollow: true });
  await mika.page.getByText('お客様にブロックされています。送信しても届きません。').waitFor();
  await mika.replies('ご連絡をお待ちしています。');
  await mika.timeline.getByText('送信先からの理由：お客様にブロックされています。').waitFor();
  await shoot(mika.page, 'line-blocked');
  expect(emulator.accepted).toHaveLength(2);
  expect(complaints).toEqual([]);
});

/** An 8 × 8 picture of one colour, made here: PNG is three chunks. */
function aPicture(): Uint8Array {
  const rows = Buffer.concat(
    Array.from({ length: 8 }, () => Buffer.from([0, ...Array.from({ length: 8 }, () => [0x2b, 0x8a, 0x6e]).flat()])),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(8, 0);
  header.writeUInt32BE(8, 4);
  header.set([8, 2], 8);
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}
