import type { Desk } from '../wire/create-desk.ts';

/** The page knows best whether it has the focus; an Electron window says the same through its shell. */
export function followFocus({ session }: Desk, page: Window): () => void {
  const tell = (): void => {
    const isFocused = page.document.hasFocus();
    if (session.getState().isFocused !== isFocused) session.setState({ isFocused });
  };
  tell();
  page.addEventListener('focus', tell);
  page.addEventListener('blur', tell);
  return () => {
    page.removeEventListener('focus', tell);
    page.removeEventListener('blur', tell);
  };
}
