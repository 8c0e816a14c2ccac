import type { BlobId } from '#shared/domain/ids';
import { isTooManyPixels, readPicture } from '#shared/files/picture';

export interface Picture {
  /** Of this page only, and only while it is held. */
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

export interface Pictures {
  /** `itemId`: the message or note that names it. Null: it is no picture that may be drawn here. Rejects where it cannot be had now. Hold it while it is on the screen. */
  hold(blobId: BlobId, itemId: string | null): { readonly picture: Promise<Picture | null>; readonly release: () => void };
  /** Another person sits here. */
  clear(): void;
}

interface Entry {
  readonly picture: Promise<Picture | null>;
  holders: number;
}

/** Pictures off the screen that are kept for when the agent scrolls back. */
const KEPT = 40;

/** Pictures of messages, fetched once and drawn from memory. What a picture is its own bytes say; what they say it is too large is not decoded. */
export function createPictures(read: (blobId: BlobId, itemId: string | null) => Promise<string>): Pictures {
  // In the order of last use.
  const entries = new Map<BlobId, Entry>();

  function drop(blobId: BlobId, { picture }: Entry): void {
    entries.delete(blobId);
    picture.then(
      (shown) => shown !== null && URL.revokeObjectURL(shown.url),
      () => {},
    );
  }

  function load(blobId: BlobId, itemId: string | null): Entry {
    const entry: Entry = { picture: read(blobId, itemId).then(pictureOf), holders: 0 };
    // Tried again when it is next looked at.
    entry.picture.catch(() => entries.get(blobId) === entry && entries.delete(blobId));
    return entry;
  }

  return {
    hold(blobId, itemId) {
      const entry = entries.get(blobId) ?? load(blobId, itemId);
      entries.delete(blobId);
      entries.set(blobId, entry);
      entry.holders += 1;
      return {
        picture: entry.picture,
        release() {
          entry.holders -= 1;
          for (const [id, old] of entries) {
            if (entries.size <= KEPT) return;
            if (old.holders === 0) drop(id, old);
          }
        },
      };
    },
    clear() {
      for (const [blobId, entry] of entries) drop(blobId, entry);
    },
  };
}

function pictureOf(base64: string): Picture | null {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const picture = readPicture(bytes);
  if (picture === null || isTooManyPixels(picture)) return null;
  const { type, width, height } = picture;
  return { url: URL.createObjectURL(new Blob([bytes], { type })), width, height };
}
