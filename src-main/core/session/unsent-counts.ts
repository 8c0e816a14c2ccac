import { hasUnsent, type LostWork, type UnsentCounts } from '#shared/contracts/wipe';

/** For who comes back; null where nothing lay here. */
export function keptCounts(lost: LostWork | null): UnsentCounts | null {
  if (lost === null || !hasUnsent(lost)) return null;
  const { conversationIds: _, ...counts } = lost;
  return counts;
}

/** For a log or a caller; people read it in their own language, from the counts. */
export function wordsFor({ waiting, held, refused, drafts, files }: UnsentCounts): string {
  return `${waiting} waiting, ${held} held, ${refused} refused, ${drafts} drafts, ${files} files`;
}
