/** What an IME says instead of a key while it composes. */
const COMPOSING_KEY_CODE = 229;

/**
 * Is this key the person's, or part of a composition? Engines differ in whether compositionend comes before or after the Enter that ends
 * it, so a composition counts as over only in the next macrotask (field-guide 4.14).
 */
export function createCompositionGuard(field: HTMLElement): (event: KeyboardEvent) => boolean {
  let isComposing = false;
  field.addEventListener('compositionstart', () => {
    isComposing = true;
  });
  field.addEventListener('compositionend', () => {
    setTimeout(() => {
      isComposing = false;
    });
  });
  // keyCode is deprecated, and the only sign that some engines give.
  // oxlint-disable-next-line typescript/no-deprecated
  return (event) => isComposing || event.isComposing || event.keyCode === COMPOSING_KEY_CODE;
}
