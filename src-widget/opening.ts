import type { WidgetDetails } from '#shared/contracts/widget';
import type { LocalizedText } from '#shared/domain/text';
import type { PreChatField, PublicWidgetSettings } from '#shared/domain/widget-settings';
import type { ChatView } from './chat.ts';

export interface AskedField {
  readonly field: PreChatField;
  readonly isRequired: boolean;
}

/** What is asked beside a line, as it stands on the screen. */
export interface Opening {
  readonly fields: readonly AskedField[];
  readonly consent: LocalizedText | null;
  /** Nobody is there: a way to answer is asked for. */
  readonly isMessageLeft: boolean;
  /** The talk has begun: what is filled in goes as a line of its own. */
  readonly isAlone: boolean;
}

interface Circumstances {
  readonly isAnew: boolean;
  /** A way to answer was left in this talk. */
  readonly hasLeft: boolean;
  /** What the shop has told of this customer needs not be asked. */
  readonly known: ReadonlySet<PreChatField>;
}

const WAYS: readonly PreChatField[] = ['email', 'phone'];

/** What is asked of the customer now; null: nothing. Pure. */
export function openingOf(view: ChatView, settings: PublicWidgetSettings, { isAnew, hasLeft, known }: Circumstances): Opening | null {
  const { state } = view;
  const isReachable = WAYS.some((way) => known.has(way));
  if (state.is === 'waiting' && !state.isStaffed && !hasLeft && !isReachable) {
    return { fields: withWays([]), consent: null, isMessageLeft: true, isAlone: true };
  }
  if (state.is === 'waiting' || state.is === 'with_agent') return null;
  const isBeginning = state.is === 'idle' ? view.lines.length === 0 : isAnew;
  if (!isBeginning) return null;
  const isMessageLeft = !state.isStaffed && !isReachable && view.connection === 'online';
  const asked = settings.preChat.filter(({ field }) => !known.has(field));
  const fields = isMessageLeft ? withWays(asked) : asked;
  const consent = settings.consent ?? null;
  return fields.length === 0 && consent === null ? null : { fields, consent, isMessageLeft, isAlone: false };
}

function withWays(asked: readonly AskedField[]): readonly AskedField[] {
  const missing = WAYS.filter((way) => !asked.some(({ field }) => field === way));
  return [...asked, ...missing.map((field) => ({ field, isRequired: false }))];
}

/** What is wrong with what was typed. */
export type Fault = 'missing' | 'not_email' | 'not_phone' | 'no_way' | 'no_consent';

export interface Filled {
  readonly values: Readonly<Partial<Record<PreChatField, string>>>;
  readonly hasAgreed: boolean;
}

/** Faults by field; `consent` and `way` are of the form. The hub checks again, and believes nothing. Pure. */
export function faultsOf(opening: Opening, { values, hasAgreed }: Filled): ReadonlyMap<PreChatField | 'consent', Fault> {
  const faults = new Map<PreChatField | 'consent', Fault>();
  for (const { field, isRequired } of opening.fields) {
    const value = valueOf(values, field);
    if (value === '') {
      if (isRequired) faults.set(field, 'missing');
    } else if (field === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) faults.set(field, 'not_email');
    else if (field === 'phone' && value.replaceAll(/[^0-9]/g, '').length < 8) faults.set(field, 'not_phone');
  }
  if (opening.isAlone && WAYS.every((way) => valueOf(values, way) === '' && !faults.has(way))) faults.set('email', 'no_way');
  if (opening.consent !== null && !hasAgreed) faults.set('consent', 'no_consent');
  return faults;
}

/** As it goes to the hub. */
export function detailsOf(opening: Opening, { values }: Filled, consent: string | null): WidgetDetails {
  const filled = opening.fields.flatMap(({ field }) => {
    const value = valueOf(values, field);
    return value === '' ? [] : [[field, value] as const];
  });
  const details: Partial<Record<PreChatField, string>> = Object.fromEntries(filled);
  return {
    ...details,
    ...(consent === null ? {} : { consent }),
    ...(opening.isMessageLeft ? answerByOf(details) : {}),
  };
}

/** A message may be left without a way to answer: then the answer waits in the thread. */
function answerByOf({ email, phone }: Partial<Record<PreChatField, string>>): Pick<WidgetDetails, 'answerBy'> {
  if (email !== undefined) return { answerBy: 'email' };
  return phone === undefined ? {} : { answerBy: 'phone' };
}

/** Full-width letters and digits are what a Japanese keyboard leaves behind. */
function valueOf(values: Filled['values'], field: PreChatField): string {
  const value = (values[field] ?? '').trim();
  return field === 'email' || field === 'phone' ? value.normalize('NFKC') : value;
}
