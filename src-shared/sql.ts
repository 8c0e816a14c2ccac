/** A statement and its parameters; `?` marks where each belongs. Drivers turn the marks into their own. */
export interface Sql {
  readonly parts: readonly string[];
  readonly params: readonly unknown[];
}

/** An SQL statement as a value: every `${…}` is a parameter, unless it is itself an Sql fragment. */
export function sql(strings: TemplateStringsArray, ...values: readonly unknown[]): Sql {
  const parts: string[] = [strings[0] ?? ''];
  const params: unknown[] = [];
  values.forEach((value, index) => {
    const after = strings[index + 1] ?? '';
    if (isSql(value)) {
      parts[parts.length - 1] += value.parts[0] ?? '';
      parts.push(...value.parts.slice(1));
      params.push(...value.params);
      parts[parts.length - 1] += after;
      return;
    }
    params.push(value);
    parts.push(after);
  });
  return { parts, params };
}

/** A table or column name; anything but snake_case is a bug, because names never come from outside. */
sql.id = (name: string): Sql => {
  if (!/^[a-z_][a-z0-9_]*$/.test(name)) throw new Error(`not an SQL name: ${name}`);
  return { parts: [`"${name}"`], params: [] };
};

sql.join = (fragments: readonly Sql[], separator = ', '): Sql =>
  fragments.reduce<Sql>((all, one, index) => (index === 0 ? one : sql`${all}${{ parts: [separator], params: [] }}${one}`), {
    parts: [''],
    params: [],
  });

/** For PostgreSQL: `$1`, `$2` … */
export function postgresText(statement: Sql): string {
  return statement.parts.reduce((text, part, index) => (index === 0 ? part : `${text}$${index}${part}`), '');
}

/** For SQLite: `?` */
export function sqliteText(statement: Sql): string {
  return statement.parts.join('?');
}

function isSql(value: unknown): value is Sql {
  return typeof value === 'object' && value !== null && 'parts' in value && 'params' in value;
}
