import { LOGO_LIMIT } from '#shared/domain/widget-settings';

/** Sharp on a screen of double density, where it is drawn at 36 pixels; smaller where it would be too large to send. */
const SIZES_PX = [144, 96, 72] as const;
const TYPES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp']);
const FILE_LIMIT = 10_000_000;

export type LogoFault = 'type' | 'size' | 'broken';

/**
 * The picture, small, as a data: address. It is decoded and painted anew: nothing but its pixels goes to the shop's pages, so an SVG with
 * a script, or a picture with a place in it, cannot.
 */
export async function shrinkLogo(file: Blob): Promise<{ readonly logo: string } | { readonly fault: LogoFault }> {
  if (!TYPES.has(file.type)) return { fault: 'type' };
  if (file.size > FILE_LIMIT) return { fault: 'size' };
  const picture = await createImageBitmap(file).catch(() => null);
  if (picture === null) return { fault: 'broken' };
  try {
    for (const size of SIZES_PX) {
      const logo = paint(picture, size);
      if (logo !== null && logo.length <= LOGO_LIMIT) return { logo };
    }
    return { fault: 'size' };
  } finally {
    picture.close();
  }
}

function paint(picture: ImageBitmap, size: number): string | null {
  const scale = Math.min(1, size / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext('2d');
  if (context === null) return null;
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png');
}
