import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { parseConfig } from '#hub/config';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const Compose = z.object({
  services: z.record(
    z.string(),
    z.object({
      environment: z.record(z.string(), z.string()).optional(),
      ports: z.array(z.string()).optional(),
      depends_on: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).optional(),
      volumes: z.array(z.string()).optional(),
      networks: z.array(z.string()),
    }),
  ),
  volumes: z.record(z.string(), z.unknown()),
  networks: z.record(z.string(), z.object({ ipam: z.object({ config: z.array(z.object({ subnet: z.string() })) }) })),
});

const compose = Compose.parse(parse(read('compose.yaml')));

test('compose: the hub takes its settings as they stand there, and only Caddy is reachable from outside', () => {
  const { hub } = compose.services;
  const filled = Object.entries(hub?.environment ?? {}).map(([name, value]) => [name, value.replaceAll(/\$\{[^}]*\}/g, 'f'.repeat(32))]);
  const config = parseConfig([], Object.fromEntries(filled) as Record<string, string>);
  expect(config.trustedProxies).toEqual(compose.networks['inside']?.ipam.config.map(({ subnet }) => subnet));
  expect(Object.entries(compose.services).flatMap(([name, { ports }]) => (ports === undefined ? [] : [name]))).toEqual(['caddy']);
});

test('compose: everything it names is there', () => {
  const services = Object.keys(compose.services);
  for (const { depends_on: needs = [], volumes = [] } of Object.values(compose.services)) {
    for (const name of Array.isArray(needs) ? needs : Object.keys(needs)) expect(services).toContain(name);
    for (const volume of volumes) {
      const [source = ''] = volume.split(':');
      const isThere = source.startsWith('./') ? read(source) !== '' : Object.keys(compose.volumes).includes(source);
      expect([source, isThere]).toEqual([source, true]);
    }
  }
  const asked = [...read('compose.yaml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name ?? '');
  for (const name of asked) expect(read('deploy/env.example')).toMatch(new RegExp(`^${name}=`, 'm'));
});

test('Dockerfile: no root, a healthcheck, only what is in the repository, and nothing of another registry', () => {
  const lines = read('Dockerfile').split('\n');
  expect(lines.filter((line) => line.startsWith('FROM ')).every((line) => /^FROM node:24-slim(?: AS build)?$/.test(line))).toBe(true);
  expect(lines.findIndex((line) => line === 'USER node')).toBeGreaterThan(lines.findLastIndex((line) => line.startsWith('RUN ')));
  expect(lines.some((line) => line.startsWith('HEALTHCHECK '))).toBe(true);
  const tracked = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).split('\n');
  const made = new Set(['node_modules', 'out/widget', '.']);
  for (const line of lines.filter((one) => one.startsWith('COPY '))) {
    const sources = line
      .split(' ')
      .slice(1, -1)
      .filter((word) => !word.startsWith('--'))
      .map((word) => word.replace(/^\/app\//, ''));
    for (const source of sources)
      expect(made.has(source) || tracked.some((file) => file === source || file.startsWith(`${source}/`))).toBe(true);
  }
});

test('Caddyfile: braces close, and the hub is where compose has it', () => {
  const text = read('deploy/Caddyfile')
    .replaceAll(/#.*$/gm, '')
    .replaceAll(/\{\$[^}]*\}/g, 'x');
  expect(text.split('{').length).toBe(text.split('}').length);
  expect(read('deploy/Caddyfile')).toContain('reverse_proxy {$HUB_UPSTREAM:hub:4649}');
});

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

test.skipIf(!hasSystemd)('systemd knows every line of the unit', () => {
  const { stderr } = spawnSync('systemd-analyze', ['verify', path.join(ROOT, 'deploy/madoguchi.service')], { encoding: 'utf8' });
  // Whether /usr/bin/node is there is a matter of the machine.
  expect(stderr.split('\n').filter((line) => /madoguchi\.service/.test(line) && !/is not executable/.test(line))).toEqual([]);
});
