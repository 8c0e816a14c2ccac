/** Paths for dom.ts `icon`, stroked. */
export const icons = {
  chat: 'M4 5h16v11H11l-5 4v-4H4z M8 9h8 M8 12h5',
  close: 'M6 6l12 12M18 6L6 18',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  clip: 'M17 11l-6 6a3.5 3.5 0 0 1-5-5l7-7a2.4 2.4 0 0 1 3.4 3.4l-7 7',
  send: 'M4 12l16-8-6 16-3-6z M11 14l9-10',
  down: 'M12 5v14M6 13l6 6 6-6',
} as const;
