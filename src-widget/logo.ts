import { el } from './dom.ts';

/** Drawn sharp on a screen of double density. */
const SIZE_PX = 72;

export interface Logo {
  readonly node: HTMLCanvasElement;
  draw(address: string | undefined): void;
}

/** The shop's logo, painted: an img with a data: address would need a hole in a strict Content-Security-Policy of the shop. */
export function createLogo(): Logo {
  const node = el('canvas', { class: 'logo', attributes: { width: String(SIZE_PX), height: String(SIZE_PX), 'aria-hidden': 'true' } });
  node.hidden = true;
  let drawn: string | undefined;
  return {
    node,
    draw(address) {
      if (address === drawn) return;
      drawn = address;
      node.hidden = true;
      if (address === undefined) return;
      void paint(node, address).then(
        () => {
          if (drawn === address) node.hidden = false;
        },
        // No picture after all: the shop's name stands alone.
        () => undefined,
      );
    },
  };
}

async function paint(node: HTMLCanvasElement, address: string): Promise<void> {
  const { type, data } = /^data:(?<type>image\/(?:png|jpeg|webp));base64,(?<data>.+)$/.exec(address)?.groups ?? {};
  if (type === undefined || data === undefined) throw new Error('not a picture');
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], { type }));
  const scale = SIZE_PX / Math.max(picture.width, picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  const context = node.getContext('2d');
  context?.clearRect(0, 0, SIZE_PX, SIZE_PX);
  context?.drawImage(picture, (SIZE_PX - width) / 2, (SIZE_PX - height) / 2, width, height);
  picture.close();
}
