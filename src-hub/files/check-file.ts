import { checkGiven, type FileProblem, type SafeType } from '#shared/files/file-rules';
import { checkDocument, checkText } from './check-document.ts';
import { checkMedia } from './check-media.ts';
import { checkOffice } from './check-office.ts';
import { checkPicture } from './check-picture.ts';
import { isProgram, isZipAtEnd, PDF, positionOf } from './signatures.ts';

export interface CheckedFile {
  readonly name: string;
  readonly mediaType: SafeType;
}

/** A reader of PDF looks for its beginning this far into a file of any other kind. */
const PDF_STARTS_WITHIN = 1_024;

/**
 * Whether a file may be kept and handed on: it is what its name and its giver say, whole, one file and not two, without what could run,
 * and opening it costs no more than its size suggests. Pure but for the unpacking of documents; nothing of it is ever decoded or run.
 */
export async function checkFile(
  bytes: Uint8Array,
  given: { readonly name: string; readonly mediaType: string },
  limit: number,
): Promise<CheckedFile | FileProblem> {
  const named = checkGiven({ ...given, size: bytes.byteLength }, limit);
  if (typeof named === 'string') return named;
  if (isProgram(bytes)) return 'executable';
  const problem = (await checkContent(bytes, named.type)) ?? secondFile(bytes, named.type);
  return problem ?? { name: named.name, mediaType: named.type };
}

function checkContent(bytes: Uint8Array, type: SafeType): FileProblem | null | Promise<FileProblem | null> {
  switch (type) {
    case 'image/jpeg':
    case 'image/png':
    case 'image/gif':
    case 'image/webp':
      return checkPicture(bytes, type);
    case 'image/heic':
    case 'video/mp4':
    case 'video/quicktime':
    case 'audio/mp4':
    case 'audio/mpeg':
    case 'audio/wav':
      return checkMedia(bytes, type);
    case 'application/pdf':
      return checkDocument(bytes);
    case 'text/plain':
    case 'text/csv':
      return checkText(bytes);
    case 'application/vnd.openxmlformats-officedocument.wordprocessingml.document':
    case 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet':
    case 'application/vnd.openxmlformats-officedocument.presentationml.presentation':
      return checkOffice(bytes, type);
  }
}

/** A picture that is an archive too opens as either, depending on who opens it. */
function secondFile(bytes: Uint8Array, type: SafeType): FileProblem | null {
  const isArchive = type.startsWith('application/vnd.');
  if (!isArchive && isZipAtEnd(bytes)) return 'two_in_one';
  if (type !== 'application/pdf' && positionOf(bytes.subarray(0, PDF_STARTS_WITHIN), PDF) !== -1) return 'two_in_one';
  return null;
}
