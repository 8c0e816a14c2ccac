const CSS = `
.drafts { margin: 0; padding: 0; list-style: none; }
.draft { display: grid; grid-template-columns: 1fr auto; align-items: center; gap: 0 8px; padding: 2px 0 6px 4px; font-size: 13px; }
.draft-name { overflow-wrap: anywhere; }
.draft-state { grid-area: 2 / 1; color: var(--soft); font-variant-numeric: tabular-nums; }
.draft[data-state="refused"] .draft-state { color: var(--bad); }
.draft-remove { grid-area: 1 / 2 / 3 / 3; width: 32px; height: 32px; font-size: 18px; color: var(--soft); }
.file { max-width: 100%; margin-top: 4px; }
.file-card { display: block; padding: 9px 13px; min-height: 44px; border: 1px solid var(--line); border-radius: 12px; background: var(--surface); color: var(--text); text-align: start; overflow-wrap: anywhere; }
button.file-card { text-decoration: underline; text-underline-offset: 2px; }
.file-card:has(img) { padding: 0; border-radius: 12px; overflow: hidden; }
.file-picture { display: block; max-width: 100%; max-height: 220px; object-fit: contain; }
`;

/** Beside the widget's own, in the same shadow root. */
export function dress(slot: HTMLElement): void {
  const root = slot.getRootNode();
  if (!(root instanceof ShadowRoot)) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
