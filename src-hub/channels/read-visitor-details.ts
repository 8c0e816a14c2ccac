import type { WidgetDetails } from '#shared/contracts/widget';
import type { VisitorDetails } from '#shared/domain/visitor-details';
import type { WidgetSettings } from '#shared/domain/widget-settings';
import { normalizePhoneNumber } from '#hub/customers/phone-number';

/** A number without a country in front is one of here. */
const HOME = 'JP';
/** Turns, hides or breaks a line of text, and so could make one thing look like another on the agent's screen. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;

/**
 * What a visitor filled in, made sense of. A page may be older than the shop's settings, and its line must not be lost for that: what
 * is not of the right form is left as it was typed, or left out, and nothing here is believed.
 */
export function readVisitorDetails(typed: WidgetDetails, settings: Pick<WidgetSettings, 'consent'>): VisitorDetails | undefined {
  const name = oneLine(typed.name, 100);
  const email = emailOf(typed.email);
  const phone = phoneOf(typed.phone);
  const orderNumber = oneLine(typed.order_number, 100);
  const answerBy = typed.answerBy !== undefined && { email, phone }[typed.answerBy] !== undefined ? typed.answerBy : undefined;
  const details: VisitorDetails = {
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
    ...(orderNumber === undefined ? {} : { orderNumber }),
    ...consentOf(typed.consent, settings.consent),
    ...(answerBy === undefined ? {} : { answerBy }),
  };
  return Object.keys(details).length === 0 ? undefined : details;
}

function oneLine(typed: string | undefined, limit: number): string | undefined {
  const line = (typed ?? '').toWellFormed().replaceAll(INVISIBLE, ' ').replaceAll(/\s+/g, ' ').trim().slice(0, limit).toWellFormed().trim();
  return line === '' ? undefined : line;
}

function emailOf(typed: string | undefined): string | undefined {
  // Full-width letters are what an IME leaves behind.
  return oneLine(typed?.normalize('NFKC'), 320);
}

function phoneOf(typed: string | undefined): string | undefined {
  const line = oneLine(typed, 60);
  return line === undefined ? undefined : (normalizePhoneNumber(line, HOME) ?? line);
}

function consentOf(typed: string | undefined, ours: WidgetSettings['consent']): Pick<VisitorDetails, 'consent'> {
  const text = oneParagraph(typed);
  if (text === undefined) return {};
  const isOurs = ours !== undefined && [oneParagraph(ours.ja), oneParagraph(ours.en)].includes(text);
  return { consent: isOurs ? { text } : { text, isOther: true } };
}

/** Consent may have several lines; they are kept. */
function oneParagraph(text: string | undefined): string | undefined {
  const lines = (text ?? '').split('\n').map((line) => oneLine(line, 600) ?? '');
  const joined = lines.join('\n').trim();
  return joined === '' ? undefined : joined;
}
