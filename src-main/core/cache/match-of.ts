import type { Ask } from '#shared/search/terms';

/** In FTS5's own language. Terms hold nothing that would be read as a part of it. */
export function matchOf(ask: Ask | null, facets: readonly string[]): string | null {
  const parts = [...(ask === null ? [] : [expressionOf(ask)]), ...facets.map(quoted)];
  return parts.length === 0 ? null : parts.join(' AND ');
}

function expressionOf(ask: Ask): string {
  switch (ask.is) {
    case 'term':
      return quoted(ask.term);
    case 'beginning':
      return `${quoted(ask.term)}*`;
    case 'all':
      return joined(ask.of, ' AND ');
    case 'any':
      return joined(ask.of, ' OR ');
  }
}

function joined(parts: readonly Ask[], by: string): string {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? expressionOf(only) : `(${parts.map(expressionOf).join(by)})`;
}

function quoted(term: string): string {
  return `"${term}"`;
}
