/** As long as a word of typing counts (TYPING_MS of src-shared, of which only types may come in here). */
const TYPING_MS = 6_000;
const REPEAT_MS = 3_000;

export interface Typing {
  isAgentTyping(): boolean;
  heard(isTyping: boolean): void;
  /** The customer typed, or stopped. */
  typed(isTyping: boolean): void;
}

/** Both directions of "… is typing": lossy, repeated while it lasts, fading by itself. */
export function createTyping(page: Window, tell: (isTyping: boolean) => void, onChange: () => void): Typing {
  let isAgentTyping = false;
  let fading = 0;
  let lastToldAt = Number.NEGATIVE_INFINITY;

  function heard(isTyping: boolean): void {
    page.clearTimeout(fading);
    if (isTyping) fading = page.setTimeout(() => heard(false), TYPING_MS);
    if (isTyping === isAgentTyping) return;
    isAgentTyping = isTyping;
    onChange();
  }

  return {
    isAgentTyping: () => isAgentTyping,
    heard,
    typed(isTyping) {
      const now = performance.now();
      if (!isTyping && lastToldAt === Number.NEGATIVE_INFINITY) return;
      if (isTyping && now - lastToldAt < REPEAT_MS) return;
      lastToldAt = isTyping ? now : Number.NEGATIVE_INFINITY;
      tell(isTyping);
    },
  };
}
