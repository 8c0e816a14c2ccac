/** Where the panel covers the whole screen. */
const PHONE = '(max-width: 600px), (max-height: 480px)';

export interface Screen {
  isPhone(): boolean;
  /** Turned, resized: another kind of screen. */
  onKindChange(listener: () => void): void;
}

/**
 * A phone's keyboard covers the page without changing its size: the visual viewport alone knows what can be seen. It is written
 * into the rule of `sheet`, because a strict Content-Security-Policy of the shop forbids style attributes.
 */
export function createScreen(page: Window, rule: CSSStyleRule | null, life: AbortSignal): Screen {
  const phone = page.matchMedia(PHONE);
  const visible = page.visualViewport;
  if (visible !== null && rule !== null) {
    const measure = (): void => {
      rule.style.setProperty('--visible-height', `${visible.height}px`);
      rule.style.setProperty('--visible-top', `${visible.offsetTop}px`);
    };
    visible.addEventListener('resize', measure, { signal: life });
    visible.addEventListener('scroll', measure, { signal: life });
    measure();
  }
  return {
    isPhone: () => phone.matches,
    onKindChange: (listener) => phone.addEventListener('change', listener, { signal: life }),
  };
}
