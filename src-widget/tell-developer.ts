/** A hint in the console of the shop's page, where its developer looks; it names no person. */
export function tellDeveloper(hint: string): void {
  // oxlint-disable-next-line no-console -- the widget has no log of its own, and the shop's developer has no other place to look
  console.warn(`Madoguchi: ${hint}, so the visitor stays a stranger. See docs/widget.md.`);
}
