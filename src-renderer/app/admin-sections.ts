import { lazy, type ComponentType } from 'react';
import type { Role } from '#shared/domain/agent';
import { can, type Permission } from '#shared/domain/permissions';
import type { AdminSectionId } from '../state/ui-store.ts';

export interface AdminSection {
  /** Its title is `section.<id>` of the namespace `admin`. */
  readonly id: AdminSectionId;
  readonly permission: Permission;
  readonly Screen: ComponentType;
}

/** The one table, in the order of the list. Each screen is loaded when it is first looked at. */
const ADMIN_SECTIONS: readonly AdminSection[] = [
  {
    id: 'centre',
    permission: 'centre.configure',
    Screen: lazy(async () => ({ default: (await import('../features/centre/centre-section.tsx')).CentreSection })),
  },
  {
    id: 'people',
    permission: 'centre.configure',
    Screen: lazy(async () => ({ default: (await import('../features/people/people-section.tsx')).PeopleSection })),
  },
  {
    id: 'queues',
    permission: 'centre.configure',
    Screen: lazy(async () => ({ default: (await import('../features/queues/queues-section.tsx')).QueuesSection })),
  },
  {
    id: 'dispositions',
    permission: 'centre.configure',
    Screen: lazy(async () => ({ default: (await import('../features/dispositions/dispositions-section.tsx')).DispositionsSection })),
  },
  {
    id: 'canned',
    permission: 'canned_response.configure',
    Screen: lazy(async () => ({ default: (await import('../features/canned/canned-section.tsx')).CannedSection })),
  },
  {
    id: 'accounts',
    permission: 'centre.configure',
    Screen: lazy(async () => ({ default: (await import('../features/accounts/accounts-section.tsx')).AccountsSection })),
  },
  {
    id: 'widget',
    permission: 'centre.configure',
    Screen: lazy(async () => ({ default: (await import('../features/widget-settings/widget-section.tsx')).WidgetSection })),
  },
  {
    id: 'changes',
    permission: 'centre.configure',
    Screen: lazy(async () => ({ default: (await import('../features/changes/changes-section.tsx')).ChangesSection })),
  },
];

export function adminSectionsFor(role: Role): readonly AdminSection[] {
  return ADMIN_SECTIONS.filter(({ permission }) => can(role, permission));
}
