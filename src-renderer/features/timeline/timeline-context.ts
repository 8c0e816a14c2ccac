import { createContext, use } from 'react';
import type { TFunction } from 'i18next';
import type { Customer } from '#shared/domain/customer';
import type { AgentId } from '#shared/domain/ids';
import type { Format } from '#ui/i18n/format';

/** What every row needs and no row should ask for by itself: hundreds are drawn in a second of scrolling. */
export interface TimelineContextValue {
  readonly t: TFunction<['timeline', 'common', 'errors', 'unsent']>;
  readonly format: Format;
  readonly me: AgentId;
  readonly customer: Customer | undefined;
  readonly isExpanded: (key: string) => boolean;
  readonly toggle: (key: string) => void;
}

export const TimelineContext = createContext<TimelineContextValue | null>(null);

export function useTimeline(): TimelineContextValue {
  const value = use(TimelineContext);
  if (value === null) throw new Error('useTimeline needs a Timeline above it');
  return value;
}
