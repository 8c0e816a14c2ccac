import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { Words } from './words.ts';

/** What the menu asks of the page. */
export type MenuItem = 'settings' | 'palette' | 'shortcuts' | 'sign_out';

export interface MenuDeps {
  readonly words: Words;
  readonly hasDevTools: boolean;
  readonly choose: (item: MenuItem) => void;
}

export function setApplicationMenu(deps: MenuDeps): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(process.platform === 'darwin' ? macMenu(deps) : otherMenu(deps)));
}

type Items = MenuItemConstructorOptions[];

function macMenu(deps: MenuDeps): Items {
  const { words } = deps;
  const application: Items = [
    about(words),
    { type: 'separator' },
    settings(deps),
    signOut(deps),
    { type: 'separator' },
    { role: 'hide', label: words.hide },
    { type: 'separator' },
    { role: 'quit', label: words.quit },
  ];
  return [{ label: app.name, submenu: application }, edit(words), view(deps), windowMenu(words), help(deps, [])];
}

function otherMenu(deps: MenuDeps): Items {
  const { words } = deps;
  const file: Items = [settings(deps), signOut(deps), { type: 'separator' }, { role: 'quit', label: words.quit }];
  return [{ label: words.file, submenu: file }, edit(words), view(deps), windowMenu(words), help(deps, [about(words)])];
}

function about(words: Words): MenuItemConstructorOptions {
  return { label: words.about, click: () => app.showAboutPanel() };
}

function settings({ words, choose }: MenuDeps): MenuItemConstructorOptions {
  return { label: words.settings, accelerator: 'CmdOrCtrl+,', click: () => choose('settings') };
}

function signOut({ words, choose }: MenuDeps): MenuItemConstructorOptions {
  return { label: words.sign_out, click: () => choose('sign_out') };
}

function edit(words: Words): MenuItemConstructorOptions {
  return {
    label: words.edit,
    submenu: [
      { role: 'undo', label: words.undo },
      { role: 'redo', label: words.redo },
      { type: 'separator' },
      { role: 'cut', label: words.cut },
      { role: 'copy', label: words.copy },
      { role: 'paste', label: words.paste },
      { role: 'selectAll', label: words.select_all },
    ],
  };
}

function view({ words, hasDevTools, choose }: MenuDeps): MenuItemConstructorOptions {
  const tools: Items = [
    { type: 'separator' },
    { role: 'reload', label: words.reload },
    { role: 'toggleDevTools', label: words.developer_tools },
  ];
  return {
    label: words.view,
    submenu: [
      // The page hears the key itself; here it is only shown.
      { label: words.palette, accelerator: 'CmdOrCtrl+K', registerAccelerator: false, click: () => choose('palette') },
      { role: 'togglefullscreen', label: words.full_screen },
      ...(hasDevTools ? tools : []),
    ],
  };
}

function windowMenu(words: Words): MenuItemConstructorOptions {
  return {
    label: words.window,
    submenu: [
      { role: 'minimize', label: words.minimize },
      { role: 'close', label: words.close },
    ],
  };
}

function help({ words, choose }: MenuDeps, more: Items): MenuItemConstructorOptions {
  return { label: words.help, role: 'help', submenu: [{ label: words.shortcuts, click: () => choose('shortcuts') }, ...more] };
}
