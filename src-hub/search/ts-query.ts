import type { Ask } from '#shared/search/terms';

/** In PostgreSQL's own language; null where nothing is asked. */
export function tsQueryOf(ask: Ask | null): string | null {
  if (ask === null) return null;
  switch (ask.is) {
    case 'term':
      return quoted(ask.term);
    case 'beginning':
      return `${quoted(ask.term)}:*`;
    case 'all':
      return joined(ask.of, ' & ');
    case 'any':
      return joined(ask.of, ' | ');
  }
}

function joined(parts: readonly Ask[], by: string): string | null {
  const asked = parts.flatMap((part) => tsQueryOf(part) ?? []);
  return asked.length === 0 ? null : `(${asked.join(by)})`;
}

/** Whatever it holds, it is one lexeme. */
function quoted(term: string): string {
  return `'${term.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
