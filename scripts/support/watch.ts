import { watch } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './processes.ts';

/** An editor saves in several steps, and a branch changes many files: one change each. */
const SETTLES_WITHIN_MS = 200;

/** Tells once after each change in one of these folders of the project. */
export function onChange(folders: readonly string[], listener: () => void): () => void {
  const state: { timer: NodeJS.Timeout | undefined } = { timer: undefined };
  const watchers = folders.map((folder) =>
    watch(join(ROOT, folder), { recursive: true }, () => {
      clearTimeout(state.timer);
      state.timer = setTimeout(listener, SETTLES_WITHIN_MS);
    }),
  );
  return () => {
    clearTimeout(state.timer);
    for (const watcher of watchers) watcher.close();
  };
}
