import { AgentProfile, LoginName, type Agent, type Role } from '#shared/domain/agent';
import type { AgentId, QueueId } from '#shared/domain/ids';
import type { Queue } from '#shared/domain/queue';
import type { Column, CsvRow } from './people-csv.ts';
import { CHANNELS, countOf, USUAL_CAPACITY } from './person-draft.ts';

export type Reason = 'missing' | 'spaces' | 'tooLong' | 'twice' | 'role' | 'queue' | 'number' | 'cells' | 'quotes';

export interface Wrong {
  readonly column: Column | 'row';
  readonly reason: Reason;
  /** What it is about: the word that is not known, the line that has the same name. */
  readonly with?: string;
}

/** What would become of one row. */
export type PlannedRow = { readonly row: CsvRow; readonly name: string } & (
  | { readonly is: 'new'; readonly profile: AgentProfile }
  | { readonly is: 'changed'; readonly profile: AgentProfile; readonly columns: readonly Column[] }
  | { readonly is: 'same' }
  | { readonly is: 'wrong'; readonly wrongs: readonly Wrong[] }
);

export interface Known {
  readonly people: readonly Agent[];
  readonly queues: readonly Queue[];
  readonly newId: () => AgentId;
}

const ROLES: ReadonlyMap<string, Role> = new Map([
  ['agent', 'agent'],
  ['担当者', 'agent'],
  ['オペレーター', 'agent'],
  ['lead', 'lead'],
  ['リーダー', 'lead'],
  ['supervisor', 'supervisor'],
  ['スーパーバイザー', 'supervisor'],
  ['admin', 'admin'],
  ['administrator', 'admin'],
  ['管理者', 'admin'],
]);

/** Pure: what a file would change, row by row. A column that the file does not have, or leaves empty, changes nothing. */
export function planImport(rows: readonly CsvRow[], known: Known): readonly PlannedRow[] {
  const people = new Map(known.people.map((agent) => [fold(agent.loginName), agent]));
  const queues = new Map(
    known.queues
      .filter(({ isRetired }) => isRetired !== true)
      .flatMap(({ id, name }) => [name.ja, name.en].map((word) => [fold(word), id] as const)),
  );
  const firstLines = new Map<string, number>();
  return rows.map((row) => {
    const loginName = fold(row.cells.loginName ?? '');
    const sameAs = firstLines.get(loginName);
    if (sameAs === undefined) firstLines.set(loginName, row.line);
    const twice: Wrong[] = sameAs === undefined || loginName === '' ? [] : [{ column: 'loginName', reason: 'twice', with: String(sameAs) }];
    return planRow(row, people.get(loginName), queues, known.newId, twice);
  });
}

function planRow(
  row: CsvRow,
  agent: Agent | undefined,
  queues: ReadonlyMap<string, QueueId>,
  newId: () => AgentId,
  twice: readonly Wrong[],
): PlannedRow {
  const { cells } = row;
  const name = [cells.family, cells.given].filter(Boolean).join(' ') || (cells.latinName ?? '') || (cells.loginName ?? '');
  const wrongs: Wrong[] = [...twice];
  if (row.fault !== null) return { row, name, is: 'wrong', wrongs: [{ column: 'row', reason: row.fault }] };

  const given = (column: Column, before: string | undefined): string => (cells[column] ?? '') || (before ?? '');
  const family = given('family', agent?.name.family);
  const login = LoginName.safeParse(cells.loginName);
  if ((cells.loginName ?? '') === '') wrongs.push({ column: 'loginName', reason: 'missing' });
  else if (!login.success) wrongs.push({ column: 'loginName', reason: /\s/.test(cells.loginName ?? '') ? 'spaces' : 'tooLong' });
  if (family === '') wrongs.push({ column: 'family', reason: 'missing' });
  const role = cells.role === undefined || cells.role === '' ? (agent?.role ?? 'agent') : ROLES.get(fold(cells.role));
  if (role === undefined) wrongs.push({ column: 'role', reason: 'role', with: cells.role ?? '' });
  const queueIds = queuesOf(cells.queues ?? '', agent, queues, wrongs);
  const capacity = capacityOf(row, agent, wrongs);
  const latinName = given('latinName', agent?.latinName) || (cells.loginName ?? '');
  const names = {
    family,
    given: given('given', agent?.name.given),
    familyReading: given('familyReading', agent?.name.familyReading),
    givenReading: given('givenReading', agent?.name.givenReading),
  };
  const publicJa = given('publicNameJa', agent?.publicName.ja) || family;
  const parsed = AgentProfile.safeParse({
    id: agent?.id ?? newId(),
    loginName: agent?.loginName ?? cells.loginName,
    name: Object.fromEntries(Object.entries(names).filter(([, text]) => text !== '')),
    latinName,
    publicName: { ja: publicJa, en: given('publicNameEn', agent?.publicName.en) || (cells.publicNameJa ?? '') || latinName },
    role: role ?? 'agent',
    queueIds,
    capacity,
    isActive: agent?.isActive ?? true,
  });
  // What is left is only too long: everything else was looked at above.
  if (wrongs.length === 0 && !parsed.success)
    wrongs.push(...parsed.error.issues.map(({ path }): Wrong => ({ column: columnOf(path.join('.')), reason: 'tooLong' })));
  if (!parsed.success || wrongs.length > 0) return { row, name, is: 'wrong', wrongs };
  if (agent === undefined) return { row, name, is: 'new', profile: parsed.data };
  const columns = changedColumns(AgentProfile.parse(agent), parsed.data);
  return columns.length === 0 ? { row, name, is: 'same' } : { row, name, is: 'changed', profile: parsed.data, columns };
}

function queuesOf(cell: string, agent: Agent | undefined, queues: ReadonlyMap<string, QueueId>, wrongs: Wrong[]): readonly QueueId[] {
  const words = cell
    .split(/[;；、/／]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
  if (words.length === 0) return agent?.queueIds ?? [];
  const found = words.flatMap((word) => {
    const id = queues.get(fold(word));
    if (id === undefined) wrongs.push({ column: 'queues', reason: 'queue', with: word });
    return id ?? [];
  });
  return [...new Set(found)];
}

function capacityOf({ cells }: CsvRow, agent: Agent | undefined, wrongs: Wrong[]): AgentProfile['capacity'] {
  const capacity: AgentProfile['capacity'] = { ...(agent?.capacity ?? USUAL_CAPACITY) };
  for (const channel of CHANNELS) {
    const count = countOf(cells[channel] ?? '');
    if (count === 'wrong') wrongs.push({ column: channel, reason: 'number' });
    else if (count !== null) capacity[channel] = count;
  }
  return capacity;
}

function changedColumns(before: AgentProfile, after: AgentProfile): readonly Column[] {
  const differs = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);
  const sorted = (ids: readonly string[]): readonly string[] => ids.toSorted();
  const pairs: readonly (readonly [Column, unknown, unknown])[] = [
    ['family', before.name.family, after.name.family],
    ['given', before.name.given, after.name.given],
    ['familyReading', before.name.familyReading, after.name.familyReading],
    ['givenReading', before.name.givenReading, after.name.givenReading],
    ['latinName', before.latinName, after.latinName],
    ['publicNameJa', before.publicName.ja, after.publicName.ja],
    ['publicNameEn', before.publicName.en, after.publicName.en],
    ['role', before.role, after.role],
    ['queues', sorted(before.queueIds), sorted(after.queueIds)],
    ...CHANNELS.map((channel) => [channel, before.capacity[channel], after.capacity[channel]] as const),
  ];
  return pairs.filter(([, one, other]) => differs(one, other)).map(([column]) => column);
}

function columnOf(path: string): Wrong['column'] {
  const part = path.split('.').at(-1) ?? '';
  const known: Readonly<Record<string, Column>> = {
    ja: 'publicNameJa',
    en: 'publicNameEn',
    family: 'family',
    given: 'given',
    familyReading: 'familyReading',
    givenReading: 'givenReading',
    latinName: 'latinName',
    loginName: 'loginName',
  };
  return known[part] ?? 'row';
}

function fold(word: string): string {
  return word.normalize('NFKC').trim().toLowerCase();
}
