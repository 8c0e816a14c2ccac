/** A small store of texts that works everywhere: where the browser refuses storage, or it is full, it keeps them in memory and says so. */
export interface Keep {
  /** False: what was put here since then is gone with the page. */
  isLasting(): boolean;
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(): readonly string[];
  /** Another tab changed this key; null: it emptied the storage. */
  onChanged(listener: (key: string | null) => void, life: AbortSignal): void;
}

/** `open` may throw: a browser that blocks storage throws at the mere mention of it. */
export function openKeep(prefix: string, open: () => Storage, page: Window): Keep {
  const storage = storageThatWorks(prefix, open);
  const memory = new Map<string, string>();
  let isLasting = storage !== null;

  return {
    isLasting: () => isLasting,
    get: (key) => memory.get(key) ?? storage?.getItem(prefix + key) ?? null,
    set(key, value) {
      try {
        if (storage === null) throw new Error('no storage');
        storage.setItem(prefix + key, value);
        memory.delete(key);
      } catch {
        // Full or refused: the page goes on with a copy that dies with it, and isLasting tells the customer.
        memory.set(key, value);
        isLasting = false;
      }
    },
    remove(key) {
      memory.delete(key);
      storage?.removeItem(prefix + key);
    },
    keys() {
      const stored = Array.from({ length: storage?.length ?? 0 }, (_, index) => storage?.key(index) ?? '');
      const own = stored.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
      return [...new Set([...own, ...memory.keys()])];
    },
    onChanged(listener, life) {
      const heard = (event: StorageEvent): void => {
        if (event.storageArea !== storage) return;
        if (event.key === null) listener(null);
        else if (event.key.startsWith(prefix)) listener(event.key.slice(prefix.length));
      };
      page.addEventListener('storage', heard, { signal: life });
    },
  };
}

function storageThatWorks(prefix: string, open: () => Storage): Storage | null {
  try {
    const storage = open();
    storage.setItem(`${prefix}?`, '');
    storage.removeItem(`${prefix}?`);
    return storage;
  } catch {
    return null;
  }
}
