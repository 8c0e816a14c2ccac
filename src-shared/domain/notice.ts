import * as z from 'zod';

/** What may be told to an agent with a sound or a notification; `colleague`: one calls the agent by name, or takes work over. */
export const NoticeKind = z.enum(['offer', 'message', 'colleague', 'abuse']);
export type NoticeKind = z.infer<typeof NoticeKind>;

/** How one kind of news is told. */
export const NoticeWays = z.object({ sounds: z.boolean(), notifies: z.boolean() });
export type NoticeWays = z.infer<typeof NoticeWays>;

export const Notices = z.object({
  /** Per cent; 0 is silent. */
  volume: z.number().int().min(0).max(100),
  ways: z.object({ offer: NoticeWays, message: NoticeWays, colleague: NoticeWays, abuse: NoticeWays }) satisfies z.ZodType<
    Record<NoticeKind, NoticeWays>
  >,
});
export type Notices = z.infer<typeof Notices>;

const BOTH: NoticeWays = { sounds: true, notifies: true };

export const DEFAULT_NOTICES: Notices = { volume: 60, ways: { offer: BOTH, message: BOTH, colleague: BOTH, abuse: BOTH } };
