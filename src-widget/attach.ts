import type { GivenAttachment } from '#shared/domain/message';
import type { Locale } from '#shared/domain/text';
import type { Chat } from './chat.ts';
import type { WidgetConfig } from './config.ts';
import { button, el, icon, setAttribute } from './dom.ts';
import { icons } from './icons.ts';

/** The part of the widget that deals with files; fetched when it is first wanted (files/main.ts). */
export interface Files {
  /** Opens the browser's own way of choosing. */
  choose(): void;
  /** At the hub, and ready to go with a line. */
  given(): readonly GivenAttachment[];
  /** One is still on its way. */
  isBusy(): boolean;
  clear(): void;
  /** `isThere`: its line is at the hub, so that it can be had from there. */
  show(file: GivenAttachment, isThere: boolean): HTMLElement;
  speak(locale: Locale): void;
}

export interface FileDeps {
  readonly slot: HTMLElement;
  readonly config: WidgetConfig;
  readonly chat: Pick<Chat, 'token' | 'fileAddress'>;
  readonly onChange: () => void;
  readonly page: Window;
}

export interface Attach {
  readonly button: HTMLButtonElement;
  readonly slot: HTMLElement;
  /** Where it is wanted soon. */
  load(): void;
  given(): readonly GivenAttachment[];
  isBusy(): boolean;
  clear(): void;
  show(into: HTMLElement, files: readonly GivenAttachment[], isThere: boolean): void;
  draw(label: string, locale: Locale): void;
}

/** The door to the files: a button, a place for what is chosen, and the one fetch behind them. */
export function createAttach(deps: Omit<FileDeps, 'slot'>): Attach {
  const slot = el('div');
  const press = button('attach', () => whenHere((files) => files.choose()), icon(icons.clip));
  let asked: Promise<Files | null> | null = null;
  let here: Files | null = null;
  let spoken: Locale = 'ja';

  function load(): Promise<Files | null> {
    asked ??= import(`${deps.config.hubUrl}widget-files.js`).then(
      (part: { createFiles: (all: FileDeps) => Files }) => {
        here = part.createFiles({ ...deps, slot });
        here.speak(spoken);
        return here;
      },
      () => {
        // A policy of the page, or no network: tried again the next time.
        asked = null;
        return null;
      },
    );
    return asked;
  }

  function whenHere(run: (files: Files) => void): void {
    void load().then((files) => files !== null && run(files));
  }

  return {
    button: press,
    slot,
    load: () => void load(),
    given: () => here?.given() ?? [],
    isBusy: () => here?.isBusy() ?? false,
    clear: () => here?.clear(),
    show: (into, files, isThere) => whenHere((part) => into.replaceChildren(...files.map((file) => part.show(file, isThere)))),
    draw(label, locale) {
      spoken = locale;
      here?.speak(locale);
      setAttribute(press, 'aria-label', label);
    },
  };
}
