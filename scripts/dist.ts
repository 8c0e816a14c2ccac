// npm run dist [-- --dir] [-- --output DIR] [-- --electron-dist DIR]: packages the desk for this system as electron-builder.yml says.
// --dir: only the folder, no installer. --electron-dist: an Electron that lies there, in place of the one that would be fetched.
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build, type Configuration } from 'electron-builder';
import { parse } from 'yaml';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const { values } = parseArgs({
  options: { dir: { type: 'boolean', default: false }, output: { type: 'string' }, 'electron-dist': { type: 'string' } },
});

const built = spawnSync(process.execPath, ['scripts/build.ts', 'renderer', 'desk'], { cwd: here('..'), stdio: 'inherit' });
if (built.status === 0) {
  const files = await build({ projectDir: here('..'), dir: values.dir, publish: 'never', config: await writeConfiguration() });
  for (const file of files) console.log(`packed ${file}`);
} else {
  process.exitCode = 1;
}

/** electron-builder merges an object into what it finds in the folder, so that nothing could be left out; a file it takes as it is. */
async function writeConfiguration(): Promise<string> {
  // electron-builder itself checks it against its schema.
  const written = parse(await readFile(here('../electron-builder.yml'), 'utf8')) as Configuration;
  const file = here('../out/electron-builder.json');
  await writeFile(file, JSON.stringify(adapted(written), null, 2));
  return file;
}

function adapted(written: Configuration): Configuration {
  const electronDist = values['electron-dist'];
  const config = values.output === undefined ? written : { ...written, directories: { ...written.directories, output: values.output } };
  if (electronDist === undefined) return config;
  // An Electron that is at hand can be older than this fuse, as the one of the tests is; a fuse that is not there cannot be set.
  const { grantFileProtocolExtraPrivileges: _, ...electronFuses } = written.electronFuses ?? {};
  return { ...config, electronDist, electronFuses };
}
