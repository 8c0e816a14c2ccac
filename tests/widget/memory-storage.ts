/** A browser's storage for one origin; `fullAfter` keys it refuses more. */
export function memoryStorage({ fullAfter = Number.POSITIVE_INFINITY } = {}): Storage {
  const map = new Map<string, string>();
  return {
    get length() {
      return map.size;
    },
    clear: () => map.clear(),
    getItem: (key) => map.get(key) ?? null,
    key: (index) => [...map.keys()][index] ?? null,
    removeItem: (key) => void map.delete(key),
    setItem(key, value) {
      if (!map.has(key) && map.size >= fullAfter) throw new DOMException('full', 'QuotaExceededError');
      map.set(key, value);
    },
  };
}
