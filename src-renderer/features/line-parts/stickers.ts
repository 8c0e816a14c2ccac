/** A row of pictures that LINE lets everybody send (developers.line.biz, "List of available stickers"): ids from the first to the last. */
export interface StickerPackage {
  readonly packageId: string;
  readonly first: number;
  readonly last: number;
}

export const STICKER_PACKAGES: readonly StickerPackage[] = [
  { packageId: '11537', first: 52002734, last: 52002773 },
  { packageId: '11538', first: 51626494, last: 51626533 },
  { packageId: '11539', first: 52114110, last: 52114149 },
  { packageId: '446', first: 1988, last: 2027 },
  { packageId: '789', first: 10855, last: 10894 },
];

export function stickersOf({ first, last }: StickerPackage): readonly string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
}
