import { randomBytes } from 'node:crypto';
import { openCacheInWorkers } from '#core/cache/open-cache';
import { createDeskCore } from '#core/create-desk-core';
import type { KeyVault } from '#core/key-vault';
import { systemClock } from '#core/system-clock';
import { deskContract, type DeskContract } from '#shared/contracts/desk';
import { createIds } from '#shared/domain/ids';
import { connect } from '#shared/rpc/connect';
import type { Client } from '#shared/rpc/contract';
import { Failure } from '#shared/rpc/failure';
import { memoryPorts } from '#shared/rpc/port';
import type { Opened } from './processes.ts';

interface Seeded {
  readonly vault: KeyVault;
  readonly dataFolder: string;
  readonly hubUrl: string;
}

/** The desk core on files that are there already, with no hub to be had, and a window on it. */
export async function openSeededCore(opened: Opened, { vault, dataFolder, hubUrl }: Seeded): Promise<Client<DeskContract>> {
  const core = await createDeskCore({
    hubUrls: [hubUrl],
    dataFolder,
    clock: systemClock,
    ids: createIds(() => Date.now(), randomBytes),
    random: Math.random,
    vault,
    log: { info() {}, warn() {}, error: console.error },
    openCache: openCacheInWorkers,
    dial: () => Promise.reject(new Failure('offline', 'there is no hub')),
  });
  opened.later(() => core.close());
  const wire = memoryPorts();
  core.connect(wire.a);
  return connect(deskContract, wire.b);
}
