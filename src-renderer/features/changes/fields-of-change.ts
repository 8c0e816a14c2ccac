import type { ConfigChange } from '#shared/domain/config-change';
import { Locale } from '#shared/domain/text';

/** One field that a change made different. */
export interface FieldChange {
  /** Which field, as the words of the screen know it: the last name on the way to it that says something. */
  readonly field: string;
  /** Where the same field is there in two languages, or once a channel or secret. */
  readonly part: string | null;
  readonly before: unknown;
  readonly after: unknown;
}

/** These hold others and say nothing themselves. */
const WRAPPERS = new Set(['details', 'widget', 'name']);
const KEYED = new Set(['capacity', 'secretsSetAt']);

/** What is different, field by field, in the order of the record; of a new one everything that it says. */
export function fieldsOf({ before, after }: Pick<ConfigChange, 'before' | 'after'>): readonly FieldChange[] {
  const [from, to] = [leavesOf(before ?? {}), leavesOf(after)];
  return [...new Set([...to.keys(), ...from.keys()])]
    .filter((path) => path !== 'id' && JSON.stringify(from.get(path)) !== JSON.stringify(to.get(path)))
    .map((path) => ({ ...nameOf(path.split('.')), before: from.get(path), after: to.get(path) }));
}

/** Lists are values: what came into one and went out of it is seen in the whole. */
function leavesOf(value: object, path: readonly string[] = []): Map<string, unknown> {
  const leaves = new Map<string, unknown>();
  for (const [name, part] of Object.entries(value) as [string, unknown][]) {
    const here = [...path, name];
    if (typeof part === 'object' && part !== null && !Array.isArray(part)) {
      for (const [deeper, leaf] of leavesOf(part, here)) leaves.set(deeper, leaf);
    } else if (part !== undefined && part !== null) leaves.set(here.join('.'), part);
  }
  return leaves;
}

function nameOf(path: readonly string[]): Pick<FieldChange, 'field' | 'part'> {
  const last = path.at(-1) ?? '';
  const above = path.at(-2);
  if (above !== undefined && (KEYED.has(above) || Locale.safeParse(last).success)) return { field: above, part: last };
  return { field: path.find((name, index) => index === path.length - 1 || !WRAPPERS.has(name)) ?? last, part: null };
}
