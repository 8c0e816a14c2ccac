import type { GivenAttachment } from '#shared/domain/message';
import { button, el } from '../dom.ts';
import type { FileWords } from './words.ts';

const PICTURES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];
/** Phones pay for what they load. */
const SHOWN_UP_TO = 5_000_000;

/** A file of a line: a small picture, or its name and size; a press saves it. `address` is asked at each, because none is good for long. */
export function fileNode(file: GivenAttachment, words: FileWords, address: (() => Promise<string | null>) | null): HTMLElement {
  const node = el('div', { class: 'file' });
  const card = (): void => {
    node.replaceChildren(address === null ? el('span', { class: 'file-card', text: label(file) }) : saving(label(file)));
  };

  function saving(text: string, ...more: readonly Node[]): HTMLElement {
    const press = button('file-card', () => void save(press), ...more);
    press.append(text);
    press.setAttribute('aria-label', words.open(file.name));
    return press;
  }

  async function save(press: HTMLElement): Promise<void> {
    const url = await address?.();
    if (url === null || url === undefined) {
      press.setAttribute('title', words.gone);
      press.textContent = words.gone;
      setTimeout(card, 4_000);
      return;
    }
    const link = el('a', { attributes: { href: url, download: file.name, target: '_blank', rel: 'noopener noreferrer' } });
    link.click();
  }

  card();
  if (address !== null && PICTURES.includes(file.mediaType) && file.size <= SHOWN_UP_TO) {
    void address().then((url) => {
      if (url === null) return;
      const picture = el('img', { class: 'file-picture', attributes: { alt: words.picture(file.name), src: url } });
      // A page whose policy lets no picture in still has the name to press.
      picture.addEventListener('error', card);
      picture.addEventListener('load', () => node.replaceChildren(saving('', picture)));
    });
  }
  return node;
}

export function label({ name, size }: Pick<GivenAttachment, 'name' | 'size'>): string {
  return `${name} (${size < 1_000_000 ? `${Math.max(1, Math.round(size / 1_000))} kB` : `${(size / 1_000_000).toFixed(1)} MB`})`;
}
