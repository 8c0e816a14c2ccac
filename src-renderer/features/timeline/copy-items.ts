/** A line of a copied range: who, when, and what was selected of it. */
export interface CopiedItem {
  readonly name: string;
  readonly time: string;
  readonly text: string;
}

/** "name  time", the words below it, an empty line between: fit for a mail or a ticket. */
export function copiedText(items: readonly CopiedItem[]): string {
  return items.map(({ name, time, text }) => `${name}  ${time}\n${text}`).join('\n\n');
}
