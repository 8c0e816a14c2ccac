/** A place as it is typed. */
export interface PlaceDraft {
  readonly title: string;
  readonly address: string;
  /** "35.6812, 139.7671", as map pages copy it. */
  readonly point: string;
}

/** Null: it says no place on this earth. */
export function pointOf(text: string): { readonly latitude: number; readonly longitude: number } | null {
  const match = /^\(?(?<latitude>[+-]?\d{1,2}(?:\.\d+)?)°?[,\s]+(?<longitude>[+-]?\d{1,3}(?:\.\d+)?)°?\)?$/.exec(
    text.normalize('NFKC').replaceAll('、', ',').trim(),
  );
  const [latitude, longitude] = [Number(match?.groups?.['latitude']), Number(match?.groups?.['longitude'])];
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return null;
  return Math.abs(latitude) > 90 || Math.abs(longitude) > 180 ? null : { latitude, longitude };
}
