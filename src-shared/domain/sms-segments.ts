/** How an SMS is cut for sending and billed. `room`: how many more units fit into the last part. */
export interface SmsSegments {
  readonly alphabet: 'gsm7' | 'ucs2';
  readonly segments: number;
  readonly room: number;
}

// GSM 03.38: what costs one septet, and what costs two because an escape goes before it.
const GSM_BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const GSM_EXTENDED = new Set('^{}\\[~]|€\f');

/** Units of a message that fits into one part, and of each part of one that does not: the rest holds the part's number. */
const LIMITS = { gsm7: { single: 160, part: 153 }, ucs2: { single: 70, part: 67 } } as const;

/**
 * Counts as the carrier does (field-guide 4.10): one character outside GSM-7 turns the whole message into UCS-2, and neither an
 * escaped character nor a grapheme is cut in two.
 */
export function countSmsSegments(text: string): SmsSegments {
  const characters = Array.from(text);
  const isGsm = characters.every((character) => GSM_BASIC.has(character) || GSM_EXTENDED.has(character));
  return isGsm
    ? pack(
        'gsm7',
        characters.map((character) => (GSM_EXTENDED.has(character) ? 2 : 1)),
      )
    : pack('ucs2', graphemeSizes(text));
}

function pack(alphabet: SmsSegments['alphabet'], sizes: readonly number[]): SmsSegments {
  const { single, part } = LIMITS[alphabet];
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= single) return { alphabet, segments: total === 0 ? 0 : 1, room: single - total };
  let segments = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > part) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return { alphabet, segments, room: part - used };
}

/** In UTF-16 units. A grapheme that no part could hold (a tower of accents) falls apart into its characters. */
function graphemeSizes(text: string): number[] {
  const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text);
  return Array.from(graphemes, ({ segment }) =>
    segment.length <= LIMITS.ucs2.part ? [segment.length] : Array.from(segment, (character) => character.length),
  ).flat();
}
