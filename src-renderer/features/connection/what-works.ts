import type { Connection } from '#shared/contracts/desk';

/** What an agent wants to know of a line, in the order in which it matters. Each has its sentence. */
type Works = 'everything' | 'read' | 'find' | 'write' | 'finish' | 'drafts' | 'kept';
type Stops = 'newest' | 'offers' | 'older' | 'others' | 'all';

interface WhatWorks {
  readonly works: readonly Works[];
  readonly stops: readonly Stops[];
}

export function whatWorks(is: Connection['is']): WhatWorks {
  switch (is) {
    case 'connected':
      return { works: ['everything'], stops: [] };
    case 'catching_up':
      return { works: ['read', 'find', 'write', 'finish', 'drafts'], stops: ['newest', 'offers'] };
    case 'offline':
      return { works: ['read', 'find', 'write', 'finish', 'drafts'], stops: ['newest', 'offers', 'older', 'others'] };
    case 'signed_out_elsewhere':
      return { works: ['kept'], stops: ['all'] };
  }
}
