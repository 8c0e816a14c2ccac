import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { createTokens } from '#hub/auth/tokens';
import { createChannels } from '#hub/channels/registry';
import { sendFailure } from '#hub/http/send-failure';
import { createVisitorLimits } from '#hub/http/visitor-limits';
import { createWidgetFile } from '#hub/http/widget-file';
import { registerWidgetRoutes } from '#hub/http/widget-routes';
import { createFakeClock } from '#tests/support/fake-clock';
import { createFakeIds } from '#tests/support/fake-ids';

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), '窓口 widget '));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

async function hubWith(...files: readonly string[]): Promise<FastifyInstance> {
  const app = Fastify();
  app.setErrorHandler((error, request, reply) => sendFailure(error, request, reply));
  await registerWidgetRoutes(app, {
    channels: createChannels([]),
    tokens: createTokens({ keys: { access: new Uint8Array(32), visitor: new Uint8Array(32) }, clock: createFakeClock() }),
    clock: createFakeClock(),
    ids: createFakeIds(),
    visitorLimits: createVisitorLimits(createFakeClock()),
    widgetFile: createWidgetFile(files.map((file) => pathToFileURL(file))),
    filesFile: createWidgetFile([]),
  });
  return app;
}

test('the script is kept by browsers, asked for cheaply, and told apart when it changes', async () => {
  const file = path.join(await folder(), 'widget.js');
  await writeFile(file, 'first();');
  const app = await hubWith(path.join(path.dirname(file), 'nowhere.js'), file);
  const first = await app.inject('/widget.js');
  expect([first.statusCode, first.body]).toEqual([200, 'first();']);
  expect(first.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cross-origin-resource-policy': 'cross-origin',
    'access-control-allow-origin': '*',
  });
  expect(first.headers['cache-control']).toContain('stale-while-revalidate');
  const known = { 'if-none-match': String(first.headers.etag) };
  expect((await app.inject({ url: '/widget.js', headers: known })).statusCode).toBe(304);
  await writeFile(file, 'second();');
  const second = await app.inject({ url: '/widget.js', headers: known });
  expect([second.statusCode, second.body]).toEqual([200, 'second();']);
});

test.for([
  ['br, gzip', 'br', brotliDecompressSync],
  ['gzip', 'gzip', gunzipSync],
] as const)('to who accepts %s it comes packed', async ([accepted, encoding, unpack]) => {
  const file = path.join(await folder(), 'widget.js');
  await writeFile(file, 'first();');
  const answer = await (await hubWith(file)).inject({ url: '/widget.js', headers: { 'accept-encoding': accepted } });
  expect(answer.headers['content-encoding']).toBe(encoding);
  expect(unpack(answer.rawPayload).toString()).toBe('first();');
});

test('a hub whose widget nobody has built says so', async () => {
  const answer = await (await hubWith(path.join(await folder(), 'widget.js'))).inject('/widget.js');
  expect(answer.statusCode).toBe(404);
  expect(answer.body).toContain('npm run build');
});
