import type { Agent } from './agent.ts';
import type { AgentId } from './ids.ts';

export const MOST_MENTIONS = 20;

type Named = Pick<Agent, 'id' | 'name' | 'latinName'>;

/** A colleague called by name in a note: "@佐藤 健二" or "@Kenji Sato". */
export interface Mention {
  readonly agentId: AgentId;
  readonly start: number;
  readonly end: number;
}

/**
 * Who is called in a text, in its order. The words are the mention: what is taken out of the text calls nobody, and a draft needs to
 * keep nothing beside it. The longest name wins, so that 佐藤 健 is not called by 佐藤 健二.
 */
export function mentionsIn(text: string, people: Iterable<Named>): readonly Mention[] {
  const names = [...people]
    .flatMap((agent) => namesOf(agent).map((name) => ({ agentId: agent.id, words: `@${name}` })))
    .toSorted((a, b) => b.words.length - a.words.length);
  const found: Mention[] = [];
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const rest = text.slice(at);
    const longest = names.find(({ words }) => rest.startsWith(words) && !continues(words, rest));
    const same = names.filter(({ words }) => words === longest?.words);
    found.push(...same.map(({ agentId, words }) => ({ agentId, start: at, end: at + words.length })));
  }
  return found;
}

/** In Japanese as it is read, in Latin letters as it is spoken. */
export function namesOf({ name, latinName }: Named): readonly string[] {
  const written = [name.family, name.given].filter((part) => part !== undefined && part !== '').join(' ');
  return [...new Set([written, latinName])].filter((one) => one !== '');
}

/** A Latin name goes on in Latin letters; after a Japanese one anything may follow, for nothing separates its words. */
function continues(words: string, rest: string): boolean {
  return /[\p{Script=Latin}\p{N}]$/u.test(words) && /^[\p{Script=Latin}\p{N}]/u.test(rest.slice(words.length));
}
