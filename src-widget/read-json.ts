/** The fields of a JSON object of unknown making; none where it is no object. The reader checks each field it takes. */
export function readJson(json: string | null): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(JSON.parse(json ?? 'null'));
  } catch {
    return {};
  }
}

export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  // Any object is a record of unknown fields.
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
