import type { SearchFilters } from '#shared/contracts/search';
import type { Agent } from '#shared/domain/agent';
import { Channel } from '#shared/domain/conversation';
import { foldText } from '#shared/search/fold-text';
import { instantAt } from '#ui/i18n/wall-clock';

/** A filter as it was typed among the words, `channel:line` or 「担当:美香」. `value` null: it is not understood, or not yet. */
export interface TypedFilter {
  readonly written: string;
  readonly is: FilterKind;
  readonly value: { readonly shown: string; readonly filters: SearchFilters } | null;
}

export type FilterKind = 'channel' | 'by' | 'from' | 'until' | 'file';

export interface FilterWords {
  readonly colleagues: readonly Agent[];
  /** In the agent's language. */
  readonly channelName: (channel: Channel) => string;
  readonly nameOf: (agent: Agent) => string;
  /** What a day is here. */
  readonly timeZone: string;
}

const KINDS: Readonly<Record<string, FilterKind>> = {
  channel: 'channel',
  チャネル: 'channel',
  by: 'by',
  担当: 'by',
  from: 'from',
  から: 'from',
  開始: 'from',
  until: 'until',
  to: 'until',
  まで: 'until',
  終了: 'until',
  has: 'file',
  添付: 'file',
};
const DATE = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/;
const FILE = /^(?:file|files|attachment|あり)$/;
const DAY_MS = 86_400_000;

/** Both languages' words are understood in both; the rest is what is searched for. */
export function readFilters(typed: string, words: FilterWords): { readonly text: string; readonly filters: readonly TypedFilter[] } {
  const filters: TypedFilter[] = [];
  const rest = typed.split(/\s+/).filter((part) => {
    const [name = '', ...values] = part.normalize('NFKC').split(':');
    const is = values.length === 0 ? undefined : KINDS[name.toLowerCase()];
    if (is === undefined) return true;
    filters.push({ written: part, is, value: valueOf(is, values.join(':'), words) });
    return false;
  });
  return { text: rest.join(' ').trim(), filters };
}

/** Of two of a kind the later one counts. */
export function together(filters: readonly TypedFilter[]): SearchFilters {
  return Object.assign({}, ...filters.map(({ value }) => value?.filters ?? {})) as SearchFilters; // each is one
}

export function withoutFilter(typed: string, { written }: TypedFilter): string {
  return typed
    .split(/(\s+)/)
    .filter((part) => part !== written)
    .join('')
    .trim();
}

function valueOf(is: FilterKind, value: string, words: FilterWords): TypedFilter['value'] {
  if (value === '') return null;
  switch (is) {
    case 'channel': {
      const channel = Channel.options.find((one) => begins(value, [one, words.channelName(one)]));
      return channel === undefined ? null : { shown: words.channelName(channel), filters: { channel } };
    }
    case 'by': {
      const agent = words.colleagues.find((one) => begins(value, namesOf(one, words)));
      return agent === undefined ? null : { shown: words.nameOf(agent), filters: { agentId: agent.id } };
    }
    case 'from': {
      const from = startOf(value, 0, words.timeZone);
      return from === null ? null : { shown: value, filters: { from } };
    }
    case 'until': {
      const to = startOf(value, 1, words.timeZone);
      return to === null ? null : { shown: value, filters: { to } };
    }
    case 'file':
      return FILE.test(value.toLowerCase()) ? { shown: '', filters: { hasAttachment: true } } : null;
  }
}

function namesOf(agent: Agent, { nameOf }: FilterWords): string[] {
  const { family = '', given = '', familyReading = '', givenReading = '' } = agent.name;
  return [family, given, family + given, familyReading, givenReading, agent.loginName, nameOf(agent)].filter((name) => name !== '');
}

function begins(value: string, names: readonly string[]): boolean {
  const wanted = foldText(value);
  return names.some((name) => foldText(name).replaceAll(' ', '').startsWith(wanted));
}

/** The first moment of a day, or of the day after it. */
function startOf(value: string, daysLater: 0 | 1, timeZone: string): string | null {
  const [, year = '', month = '', day = ''] = DATE.exec(value) ?? [];
  const asUtc = Date.parse(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T00:00:00Z`);
  if (Number.isNaN(asUtc)) return null;
  return instantAt(new Date(asUtc + daysLater * DAY_MS).toISOString().slice(0, 10), '00:00', timeZone);
}
