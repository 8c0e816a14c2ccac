/** Paths for dom.ts `icon`, stroked. */
export const icons = {
  chat: 'M4 5h16v11H11l-5 4v-4H4z M8 9h8 M8 12h5',
  close: 'M6 6l12 12M18 6L6 18',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  send: 'M4 12l16-8-6 16-3-6z M11 14l9-10',
  down: 'M12 5v14M6 13l6 6 6-6',
} as const;
