import * as z from 'zod';

/** How a customer who leaves a message wants to be answered when the page is closed. */
export const AnswerBy = z.enum(['email', 'phone']);
export type AnswerBy = z.infer<typeof AnswerBy>;

/**
 * What a visitor of the shop's page filled in beside a line. Nobody proved any of it: it opens no history, and stands beside the words
 * it came with.
 */
export const VisitorDetails = z.object({
  name: z.string().min(1).max(100).optional(),
  email: z.string().min(1).max(320).optional(),
  /** In E.164 where it is a number, else as it was typed. */
  phone: z.string().min(1).max(60).optional(),
  orderNumber: z.string().min(1).max(100).optional(),
  /** The words that were agreed to, when the message was sent. `isOther`: not those that the shop's settings had at that moment. */
  consent: z.object({ text: z.string().min(1).max(600), isOther: z.literal(true).optional() }).optional(),
  /** Nobody was there: it is a message left. */
  answerBy: AnswerBy.optional(),
});
export type VisitorDetails = z.infer<typeof VisitorDetails>;
