import { expect, onTestFinished, test } from 'vitest';
import { openSigningKeys } from '#hub/auth/signing-keys';
import { createBlobStore } from '#hub/blobs/blob-store';
import { createLineConnector } from '#hub/channels/line-connector';
import { publicBaseOf } from '#hub/channels/public-base';
import { createTwilioConnector } from '#hub/channels/twilio-connector';
import { DEMO_LINE, DEMO_TWILIO } from '#hub/demo/demo-centre';
import { openPgliteMemory } from '#hub/db/open-pglite';
import { createFileTokens } from '#hub/files/file-tokens';
import type { OutboundFile, OutboundMessage } from '#shared/contracts/channel';
import { ConversationId, MessageId } from '#shared/domain/ids';
import { createLineEmulator } from '#tests/emulators/line-emulator';
import { lineUser } from '#tests/emulators/line-events';
import { createTwilioEmulator } from '#tests/emulators/twilio-emulator';
import { openTestHub } from '#tests/support/a-hub';
import { createFakeIds } from '#tests/support/fake-ids';
import { aPdf, aPng, type AFile } from '#tests/support/files/good-files';

// Files of ours as channels get them: the vendor's emulator fetches from a hub that really listens.

const PICTURE: AFile = { name: '返送用ラベル.png', mediaType: 'image/png', bytes: aPng(20, 20) };
const RECEIPT: AFile = { name: '領収書.pdf', mediaType: 'application/pdf', bytes: aPdf() };

async function scene() {
  const db = await openPgliteMemory();
  const { hub: _hub, url, clock } = await openTestHub(db);
  const tokens = createFileTokens({ key: (await openSigningKeys(db)).files, clock });
  const blobs = createBlobStore({ db, ids: createFakeIds(9), clock });
  const until = clock.now() + 60_000;
  const outbound = async (file: AFile): Promise<OutboundFile> => {
    const { isPending: _pending, isMissing: _missing, ...given } = await db.transaction((tx) => blobs.put(tx, file));
    const { blobId } = given;
    return {
      ...given,
      shownPath: tokens.path({ blobId, purpose: 'vendor' }, until),
      linkPath: tokens.path({ blobId, purpose: 'link' }, until),
    };
  };
  const files = [await outbound(PICTURE), await outbound(RECEIPT)];
  const message = (value: string, over: Partial<OutboundMessage> = {}): OutboundMessage => ({
    messageId: MessageId.parse('msg_files'),
    conversationId: ConversationId.parse('cnv_1'),
    to: { kind: value.startsWith('+') ? 'phone' : 'line', value, isVerified: true },
    text: 'お送りします',
    files,
    since: new Date().toISOString(),
    takenExternalIds: [],
    ...over,
  });
  return { url, clock, files, message };
}

test('LINE shows a small picture from the hub, and gets everything else as a name and an address', async () => {
  const { url, clock, files, message } = await scene();
  const emulator = await createLineEmulator();
  onTestFinished(() => emulator.close());
  const connector = createLineConnector({ ...DEMO_LINE, emulatorUrl: emulator.url, timeoutMs: 5_000, publicBase: () => url, clock });
  expect(await connector.send(message(lineUser('hanako')))).toMatchObject({ is: 'accepted' });
  const [picture, receipt] = files;
  const address = `${url}${picture?.shownPath}`;
  expect(emulator.accepted.at(-1)?.messages).toEqual([
    { type: 'text', text: 'お送りします' },
    { type: 'image', originalContentUrl: address, previewImageUrl: address },
    { type: 'text', text: `領収書.pdf\n${url}${receipt?.linkPath}` },
  ]);
  const [shown] = await Promise.all(emulator.fetched);
  expect(shown).toMatchObject({ status: 200, mediaType: 'image/png', bytes: PICTURE.bytes });
  expect(shown?.disposition).toMatch(/^inline/);
  const large = { ...picture, size: 1_000_001 } as OutboundFile; // as the hub would describe a larger one
  await connector.send(message(lineUser('hanako'), { messageId: MessageId.parse('msg_large'), text: '', files: [large] }));
  expect(emulator.accepted.at(-1)?.messages).toEqual([{ type: 'text', text: `${large.name}\n${url}${large.linkPath}` }]);
});

test('SMS carries pictures to the United States, and addresses to everybody else, and finds its message again', async () => {
  const { url, message, files } = await scene();
  const emulator = await createTwilioEmulator();
  onTestFinished(() => emulator.close());
  const account = { ...DEMO_TWILIO, apiBaseUrl: emulator.url, country: 'JP' as const, statusCallback: () => null, timeoutMs: 5_000 };
  const connector = createTwilioConnector({ ...account, publicBase: () => url });
  const [picture, receipt] = files;
  await connector.send(message('+12025550123'));
  expect(emulator.accepted.at(-1)?.body).toBe(`お送りします\n\n領収書.pdf\n${url}${receipt?.linkPath}`);
  expect((await Promise.all(emulator.fetched)).map(({ bytes, mediaType }) => [mediaType, bytes])).toEqual([['image/png', PICTURE.bytes]]);
  await connector.send(message('+819012345678'));
  expect(emulator.accepted.at(-1)?.body).toContain(`返送用ラベル.png\n${url}${picture?.linkPath}`);
  expect(emulator.fetched).toHaveLength(1);
  expect(await connector.reconcile(message('+819012345678'))).toMatchObject({ is: 'accepted', externalId: emulator.accepted.at(-1)?.sid });
  const hidden = createTwilioConnector({ ...account, publicBase: () => null });
  expect(await hidden.send(message('+819012345678'))).toEqual({ is: 'refused', reason: 'no_public_address' });
});

test('a real vendor gets an address only with TLS; an emulator on this machine any', () => {
  const address = (): string => 'http://127.0.0.1:4649';
  expect(publicBaseOf({ publicUrl: null, emulatorUrl: null, address })()).toBeNull();
  expect(publicBaseOf({ publicUrl: 'http://hub.example', emulatorUrl: null, address })()).toBeNull();
  expect(publicBaseOf({ publicUrl: 'https://hub.example', emulatorUrl: null, address })()).toBe('https://hub.example');
  expect(publicBaseOf({ publicUrl: null, emulatorUrl: 'http://127.0.0.1:1', address })()).toBe(address());
});
