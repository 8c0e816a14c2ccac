import * as z from 'zod';
import type { CannedResponse } from '#shared/domain/canned-response';
import type { AgentId, CannedResponseId } from '#shared/domain/ids';

const HALF_LIFE_MS = 7 * 86_400_000;
const MOST_KEPT = 200;

/** How much each response was used lately: every use counts one, and half as much a week later. */
const Usage = z.record(z.string(), z.object({ score: z.number(), at: z.number() }));
type Usage = z.infer<typeof Usage>;

function keyOf(agentId: AgentId): string {
  return `canned used ${agentId}`;
}

/** Of this desk alone, and nothing is lost with it but an order. */
export function readUsage(agentId: AgentId): Usage {
  try {
    return Usage.parse(JSON.parse(localStorage.getItem(keyOf(agentId)) ?? '{}'));
  } catch {
    return {};
  }
}

export function noteUse(agentId: AgentId, id: CannedResponseId, now: number): void {
  const usage = readUsage(agentId);
  const used = { ...usage, [id]: { score: scoreAt(usage[id], now) + 1, at: now } };
  const kept = Object.entries(used)
    .toSorted(([, a], [, b]) => scoreAt(b, now) - scoreAt(a, now))
    .slice(0, MOST_KEPT);
  localStorage.setItem(keyOf(agentId), JSON.stringify(Object.fromEntries(kept)));
}

/** Those in use, the most used lately first, then by their Japanese reading. */
export function byUse(all: Iterable<CannedResponse>, usage: Usage, now: number): readonly CannedResponse[] {
  const score = ({ id }: CannedResponse): number => scoreAt(usage[id], now);
  const name = ({ reading, title }: CannedResponse): string => reading ?? title.ja;
  return [...all]
    .filter(({ isRetired }) => !isRetired)
    .map((response) => ({ response, score: score(response), name: name(response) }))
    .toSorted((a, b) => b.score - a.score || (a.name < b.name ? -1 : Number(a.name > b.name)))
    .map(({ response }) => response);
}

function scoreAt(used: Usage[string] | undefined, now: number): number {
  return used === undefined ? 0 : used.score * 2 ** (-Math.max(0, now - used.at) / HALF_LIFE_MS);
}
