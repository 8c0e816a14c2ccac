import type { Attachment } from '#shared/domain/message';
import { isPicture } from '#ui/wire/use-picture';

const LARGEST_PDF = 32_000_000;
const LARGEST_TEXT = 1_000_000;
const TEXTS = new Set(['text/plain', 'text/csv']);

/** How a file is shown here; null: it is only saved, for what is in it nothing of ours opens. */
export function previewKind(attachment: Attachment): 'picture' | 'pdf' | 'text' | null {
  const { mediaType, size, isPending, isMissing } = attachment;
  if (isPending === true || isMissing === true) return null;
  if (isPicture(attachment)) return 'picture';
  if (mediaType === 'application/pdf' && size <= LARGEST_PDF) return 'pdf';
  return TEXTS.has(mediaType) && size <= LARGEST_TEXT ? 'text' : null;
}
