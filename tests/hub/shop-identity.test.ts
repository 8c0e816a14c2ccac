import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { verifyShopIdentity } from '#hub/auth/shop-identity';
import { AccountId } from '#shared/domain/ids';

const CHAT = AccountId.parse('chat');
const SIGNED_AT = 1_763_766_000_000;

async function vector(): Promise<{ readonly secret: string; readonly token: string }> {
  const row = /^\| `(?<secret>[^`]+)`\s+\| `(?<token>eyJ[\w.-]+)`/m.exec(await readFile('docs/widget.md', 'utf8'))?.groups;
  const { secret, token } = row ?? {};
  if (secret === undefined || token === undefined) throw new Error('docs/widget.md has no example token');
  return { secret, token };
}

test('the token of the docs is good while it says so, for its account and secret alone', async () => {
  const { secret, token } = await vector();
  const at = (ms: number, over: { accountId?: AccountId; secret?: string | null } = {}) =>
    verifyShopIdentity(token, { accountId: CHAT, secret, now: SIGNED_AT + ms, ...over }).then(({ is }) => is);
  expect(await verifyShopIdentity(token, { accountId: CHAT, secret, now: SIGNED_AT })).toEqual({
    is: 'verified',
    identity: { sub: '10042' },
  });
  expect(await at(599_000)).toBe('verified');
  // A minute between two clocks.
  expect(await at(-59_000)).toBe('verified');
  expect(await at(-120_000)).toBe('not_valid');
  expect(await at(661_000)).toBe('expired');
  expect(await at(0, { accountId: AccountId.parse('chat-2') })).toBe('not_valid');
  expect(await at(0, { secret: `${secret}x` })).toBe('not_valid');
  expect(await at(0, { secret: null })).toBe('not_set_up');
});

test('every single letter of a token counts', async () => {
  const { secret, token } = await vector();
  for (let at = 0; at < token.length; at += 1) {
    // The last letter of base64url has bits that say nothing.
    if (at === token.length - 1) continue;
    const other = token[at] === 'A' ? 'B' : 'A';
    const changed = token.slice(0, at) + other + token.slice(at + 1);
    expect([at, (await verifyShopIdentity(changed, { accountId: CHAT, secret, now: SIGNED_AT })).is]).toEqual([at, 'not_valid']);
  }
});

test('the Node example of the docs runs as it stands, and is believed', async () => {
  const example = /```js\n(?<code>[\s\S]+?)```/.exec(await readFile('docs/widget.md', 'utf8'))?.groups?.['code'] ?? '';
  const env = { ...process.env, MADOGUCHI_SECRET: 'shared-with-the-shop' };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=commonjs', '-e', example], { env });
  const outcome = await verifyShopIdentity(stdout.trim(), { accountId: CHAT, secret: 'shared-with-the-shop', now: Date.now() });
  expect(outcome).toEqual({
    is: 'verified',
    identity: { sub: '10042', family_name: '山田', given_name: '花子', email: 'hanako@example.jp' },
  });
});
