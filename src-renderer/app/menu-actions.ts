import type { Desk } from '../wire/create-desk.ts';
import { signOut } from '../wire/sign-out.ts';

/** What is chosen in the shell's application menu. */
export function followMenu(all: Desk): () => void {
  const { shell, ui } = all;
  return shell.on('menu.chosen', ({ item }) => {
    switch (item) {
      case 'settings':
        ui.setState({ place: 'settings', sheet: null });
        return;
      case 'palette':
      case 'shortcuts':
        ui.setState({ sheet: item });
        return;
      case 'sign_out':
        // Refused only when the core is gone, and then the page says so.
        signOut(all).catch(() => {});
        return;
    }
  });
}
