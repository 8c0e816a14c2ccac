import { cannedResponseMisfit, accountMisfit, dispositionMisfit, type Misfit } from './set-up-rules.ts';
import { SettingsFile } from './settings-file.ts';

export interface Problem {
  /** Dotted, as in `queues.2.name.ja`. */
  readonly path: string;
  readonly says: string;
}

/** Everything that is wrong with a settings file: first its shape, then what its records say of each other. */
export function checkSettings(file: unknown): readonly Problem[] {
  const parsed = SettingsFile.safeParse(file);
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => ({ path: path.join('.') || 'file', says: message }));
  const { people, queues, dispositions, cannedResponses, accounts } = parsed.data;
  const queuesById = byId(queues);
  const dispositionsById = byId(dispositions);
  return [
    ...(parsed.data.centre === null ? [{ path: 'centre', says: 'must be there: name, time zone and languages' }] : []),
    ...Object.entries({ people, queues, dispositions, cannedResponses, accounts }).flatMap(([name, list]) => twice(name, 'id', list, idOf)),
    ...twice('people', 'loginName', people, ({ loginName }) => loginName),
    ...(people.some(({ role, isActive }) => role === 'admin' && isActive)
      ? []
      : [{ path: 'people', says: 'nobody who is active is an administrator' }]),
    ...people.flatMap(({ queueIds }, index) =>
      queueIds.flatMap((id, at) =>
        queuesById.has(id) ? [] : [{ path: `people.${index}.queueIds.${at}`, says: `there is no queue ${id}` }],
      ),
    ),
    ...misfits('dispositions', dispositions, (one) => dispositionMisfit(one, dispositionsById)),
    // The second of two is the one that has to change.
    ...misfits('cannedResponses', cannedResponses, (one, index) => cannedResponseMisfit(one, cannedResponses.slice(0, index))),
    ...misfits('accounts', accounts, (one) => accountMisfit(one, queuesById)),
  ];
}

function misfits<T>(list: string, records: readonly T[], misfitOf: (record: T, index: number) => Misfit | null): Problem[] {
  return records.flatMap((record, index) => {
    const misfit = misfitOf(record, index);
    return misfit === null ? [] : [{ path: `${list}.${index}.${misfit.field}`, says: misfit.says }];
  });
}

function twice<T>(list: string, field: string, records: readonly T[], valueOf: (record: T) => string): Problem[] {
  const seen = new Set<string>();
  return records.flatMap((record, index) => {
    const value = valueOf(record);
    if (!seen.has(value)) {
      seen.add(value);
      return [];
    }
    return [{ path: `${list}.${index}.${field}`, says: `${value} is there already` }];
  });
}

function byId<T extends { readonly id: string }>(records: readonly T[]): ReadonlyMap<string, T> {
  return new Map(records.map((record) => [record.id, record]));
}

function idOf({ id }: { readonly id: string }): string {
  return id;
}
