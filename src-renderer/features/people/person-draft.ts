import { AgentProfile, LoginName, type Agent, type Role } from '#shared/domain/agent';
import type { AgentId, QueueId } from '#shared/domain/ids';
import type { LocalizedText } from '#shared/domain/text';
import { Failure, parseOrFail } from '#shared/rpc/failure';
import { inBoth } from '#ui/ui/localized-field.tsx';

/** The channels that a centre has accounts for. */
export const CHANNELS = ['chat', 'sms', 'line'] as const;
export type PersonChannel = (typeof CHANNELS)[number];

/** A person as the form holds them: numbers as they are typed. */
export interface PersonDraft {
  readonly family: string;
  readonly given: string;
  readonly familyReading: string;
  readonly givenReading: string;
  readonly latinName: string;
  readonly publicName: LocalizedText;
  readonly loginName: string;
  readonly role: Role;
  readonly queueIds: readonly QueueId[];
  readonly capacity: Readonly<Record<PersonChannel, string>>;
}

/** One customer at a time is a phone's way; in writing a few are usual. */
export const USUAL_CAPACITY: Readonly<Record<PersonChannel, number>> = { chat: 3, sms: 5, line: 5 };

export function draftOf(agent: Agent | undefined): PersonDraft {
  const { family = '', given = '', familyReading = '', givenReading = '' } = agent?.name ?? {};
  const capacity = agent === undefined ? USUAL_CAPACITY : agent.capacity;
  const text = (channel: PersonChannel): string => String(capacity[channel] ?? '');
  return {
    family,
    given,
    familyReading,
    givenReading,
    latinName: agent?.latinName ?? '',
    publicName: agent?.publicName ?? { ja: '', en: '' },
    loginName: agent?.loginName ?? '',
    role: agent?.role ?? 'agent',
    queueIds: agent?.queueIds ?? [],
    capacity: { chat: text('chat'), sms: text('sms'), line: text('line') },
  };
}

/** Throws the Failure that names the field, as the hub would. */
export function profileOf(id: AgentId, draft: PersonDraft, before: Agent | undefined): AgentProfile {
  const { family, given, familyReading, givenReading } = draft;
  const parts = Object.entries({ family, given, familyReading, givenReading }).map(([part, text]) => [part, text.trim()] as const);
  if (family.trim() === '') throw new Failure('invalid', 'family: is missing', { field: 'family' });
  return parseOrFail(
    // A name of old stays good; the rules are for new ones.
    draft.loginName === before?.loginName ? AgentProfile : AgentProfile.extend({ loginName: LoginName }),
    {
      id,
      loginName: draft.loginName,
      name: Object.fromEntries(parts.filter(([, text]) => text !== '')),
      latinName: draft.latinName.trim(),
      publicName: publicNameOf(draft),
      role: draft.role,
      queueIds: [...draft.queueIds],
      capacity: capacityOf(draft, before),
      isActive: before?.isActive ?? true,
    },
    'agent',
  );
}

/** Nothing typed: the family name, which is what customers call people by. */
function publicNameOf({ publicName, family, latinName }: PersonDraft): LocalizedText {
  const { ja, en } = inBoth(publicName);
  return ja === '' && en === '' ? inBoth({ ja: family, en: latinName }) : { ja, en };
}

/** Channels that this form does not show stay as they were. */
function capacityOf({ capacity }: PersonDraft, before: Agent | undefined): AgentProfile['capacity'] {
  const known = { ...before?.capacity };
  for (const channel of CHANNELS) {
    const count = countOf(capacity[channel]);
    if (count === 'wrong') throw new Failure('invalid', `capacity: ${channel}`, { field: `capacity.${channel}` });
    if (count === null) delete known[channel];
    else known[channel] = count;
  }
  return known;
}

/** As people type numbers in Japanese too: ３. */
export function countOf(text: string): number | null | 'wrong' {
  const typed = text.normalize('NFKC').trim();
  if (typed === '') return null;
  const count = Number(typed);
  return Number.isInteger(count) && count >= 0 && count <= 100 ? count : 'wrong';
}
