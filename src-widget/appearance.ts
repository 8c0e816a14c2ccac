import type { PublicWidgetSettings } from '#shared/domain/widget-settings';

/** How the widget looks where the shop has set nothing, or cannot be asked. */
export const PLAIN: PublicWidgetSettings = {
  shopName: { ja: 'チャットでお問い合わせ', en: 'Chat with us' },
  colour: '#1f4b99',
  side: 'right',
  language: 'page',
  preChat: [],
};

const WHITE = '#ffffff';
const BLACK = '#000000';
/** The panel's own surfaces (styles.ts), by day and by night. */
const SURFACES = { light: '#ffffff', dark: '#1b1f29' } as const;
/** What WCAG asks of outlines and of marks that are no text. */
const VISIBLE = 3;

/** The colours that follow from the shop's own, as custom properties: text on it is readable whatever it is. */
export function coloursOf(colour: string): Readonly<Record<string, string>> {
  const on = contrastOf(colour, WHITE) >= contrastOf(colour, BLACK) ? WHITE : BLACK;
  return {
    '--brand': colour,
    '--on-brand': on,
    '--mark-light': contrastOf(colour, SURFACES.light) >= VISIBLE ? colour : '#1b2130',
    '--mark-dark': contrastOf(colour, SURFACES.dark) >= VISIBLE ? colour : '#eef1f7',
  };
}

/** The contrast of two colours (#rrggbb) by WCAG, from 1 to 21. */
export function contrastOf(a: string, b: string): number {
  const [x, y] = [luminanceOf(a), luminanceOf(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
