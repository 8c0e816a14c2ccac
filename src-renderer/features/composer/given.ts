import type { GivenAttachment } from '#shared/domain/message';

/** Words without files say nothing of files: hubs and desks of before know none. */
export function given(attachments: readonly GivenAttachment[]): { readonly attachments?: GivenAttachment[] } {
  return attachments.length === 0 ? {} : { attachments: [...attachments] };
}
