import type { ReactElement } from 'react';
import type { Channel } from '#shared/domain/conversation';

export type IconName =
  | Channel
  | 'inbox'
  | 'unsent'
  | 'team'
  | 'admin'
  | 'settings'
  | 'search'
  | 'note'
  | 'close'
  | 'keyboard'
  | 'panel'
  | 'back'
  | 'customer'
  | 'warning'
  | 'sign_out'
  | 'down'
  | 'up'
  | 'copy'
  | 'reply'
  | 'clock'
  | 'canned'
  | 'sticker'
  | 'clip'
  | 'file'
  | 'place';

/** Line drawings on a 16 px grid, in the colour of the text around them. They never stand alone: a word or a label says the same. */
const SHAPES: Record<IconName, ReactElement> = {
  voice: <path d="M3.5 2.5h2.2l1.2 3-1.6 1.1a8 8 0 0 0 4.1 4.1l1.1-1.6 3 1.2v2.2a1 1 0 0 1-1 1A10 10 0 0 1 2.5 3.5a1 1 0 0 1 1-1z" />,
  chat: <path d="M2.5 3.5h11v7.5h-6l-3 2.5v-2.5h-2z" />,
  sms: (
    <>
      <rect x="4.5" y="1.5" width="7" height="13" rx="1.5" />
      <path d="M7 12.5h2" />
    </>
  ),
  line: (
    <>
      <path d="M8 2.5c3.3 0 6 2 6 4.7 0 2.5-2.8 4.5-6 6.300v-1.700c-3.3 0-6-2-6-4.600s2.7-4.7 6-4.700z" />
      <path d="M5.5 6v2.5h1.5M9 8.5v-2.5l2 2.5v-2.5" />
    </>
  ),
  whatsapp: (
    <>
      <path d="M2.5 13.5l.8-2.800a5.7 5.7 0 1 1 2.1 2z" />
      <path d="M6 5.800c0 2.5 1.7 4.2 4.2 4.2" />
    </>
  ),
  messenger: (
    <>
      <path d="M8 2.5c3.3 0 6 2.3 6 5.200s-2.7 5.2-6 5.200a7 7 0 0 1-1.8-.2l-2.2 1.300v-2.400a4.9 4.9 0 0 1-2-3.900c0-2.9 2.7-5.2 6-5.200z" />
      <path d="M4.8 9l2.4-2.5 1.6 1.5 2.4-2.5" />
    </>
  ),
  email: (
    <>
      <rect x="2" y="3.5" width="12" height="9" rx="1" />
      <path d="M2.5 4.5l5.5 4.5 5.5-4.5" />
    </>
  ),
  inbox: <path d="M2.5 9.5l2-6.5h7l2 6.5v3.5h-11zM2.5 9.5h3.5l.8 1.5h2.400l.8-1.5h3.5" />,
  unsent: <path d="M2 8l12-5-4 11-3-4.500zM7 9.500l3-3M2 13.500h3" />,
  team: (
    <>
      <circle cx="6" cy="5.5" r="2.3" />
      <path d="M1.8 13.200c.3-2.6 2-4 4.2-4s3.9 1.4 4.2 4M10.5 3.400a2.3 2.3 0 0 1 0 4.200M12 9.600c1.3.6 2 1.8 2.2 3.6" />
    </>
  ),
  admin: (
    <path d="M2 4.500h5.500M11.500 4.500h2.500M2 11.500h2.500M8.500 11.500h5.500M7.500 2.800v3.400h4v-3.400zM4.500 9.800v3.400h4v-3.400z" />
  ),
  settings: (
    <>
      <circle cx="8" cy="8" r="2.1" />
      <path d="M8 1.800v2M8 12.200v2M1.8 8h2M12.2 8h2M3.6 3.600l1.4 1.400M11 11l1.4 1.400M3.6 12.400l1.4-1.400M11 5l1.4-1.4" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.3" />
      <path d="M10.2 10.200l3.6 3.6" />
    </>
  ),
  clip: (
    <path d="M11.5 7.5l-4.600 4.600a2.300 2.300 0 0 1-3.300-3.300l5.300-5.300a1.600 1.600 0 0 1 2.300 2.300l-5.200 5.200a.7.7 0 0 1-1-1l4.500-4.500" />
  ),
  file: <path d="M4 1.500h5l3 3v10h-8zM9 1.500v3h3" />,
  note: <path d="M3 13l.6-2.7 7-7 2.1 2.1-7 7zM9.3 4.600l2.1 2.1" />,
  close: <path d="M4 4l8 8M12 4l-8 8" />,
  keyboard: (
    <>
      <rect x="1.5" y="4" width="13" height="8" rx="1" />
      <path d="M4 6.5h.1M6.5 6.5h.1M9 6.5h.1M11.5 6.5h.1M5 9.5h6" />
    </>
  ),
  panel: (
    <>
      <rect x="2" y="3" width="12" height="10" rx="1" />
      <path d="M10 3v10" />
    </>
  ),
  back: <path d="M9.5 3.5l-4.5 4.5 4.5 4.5" />,
  customer: (
    <>
      <circle cx="8" cy="5.5" r="2.7" />
      <path d="M2.8 13.5c.4-2.9 2.4-4.3 5.2-4.300s4.8 1.4 5.2 4.3" />
    </>
  ),
  warning: <path d="M8 2.5l6 11h-12zM8 6.5v3.5M8 11.800v.1" />,
  sign_out: <path d="M6.5 2.5h-4v11h4M6 8h8M11 5l3 3-3 3" />,
  down: <path d="M4 6l4 4 4-4" />,
  up: <path d="M4 10l4-4 4 4" />,
  reply: <path d="M6.5 3.5l-4 4 4 4M3 7.5h6a4.5 4.5 0 0 1 4.5 4.500v1" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1" />
      <path d="M10.5 5.5v-3h-8v8h3" />
    </>
  ),
  canned: (
    <>
      <path d="M3.500 2.500h9v11h-9z" />
      <path d="M6 6h4M6 8.500h4M6 11h2" />
    </>
  ),
  sticker: (
    <>
      <path d="M9.5 13.5h-4a3 3 0 0 1-3-3v-5a3 3 0 0 1 3-3h5a3 3 0 0 1 3 3v4zM9.5 13.500c0-2.7 1.3-4 4-4" />
      <path d="M6 6.200v.6M10 6.200v.6M5.8 9.300c.6.7 1.3 1 2.200 1" />
    </>
  ),
  place: (
    <>
      <path d="M8 14.200c-3-3.2-4.5-5.6-4.5-7.700a4.5 4.5 0 0 1 9 0c0 2.1-1.5 4.5-4.5 7.700z" />
      <circle cx="8" cy="6.5" r="1.6" />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M8 4.800v3.400l2.2 1.3" />
    </>
  ),
};

export function Icon({ name, size = '1rem' }: { readonly name: IconName; readonly size?: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
      focusable="false"
    >
      {SHAPES[name]}
    </svg>
  );
}
