import type { View } from '#shared/contracts/desk';
import type { Change } from '#shared/records/records';

/** Whether a record that is there belongs to a view by itself; people and threads join the inbox with their work. */
export function belongsTo(view: View, change: Change): boolean {
  if (change.body === null) return false;
  switch (change.kind) {
    case 'interaction':
      return view.is === 'inbox' || (view.is === 'customer' && change.body.customerId === view.customerId);
    case 'message':
    case 'note':
    case 'segment':
    case 'conversation':
      return view.is === 'customer' && change.body.customerId === view.customerId;
    case 'customer':
      return view.is === 'customer' && change.body.id === view.customerId;
    case 'reservation':
      return view.is === 'inbox' || (view.is === 'customer' && change.body.customerId === view.customerId);
    case 'agent':
    case 'queue':
    case 'disposition':
    case 'centre':
      return view.is === 'inbox';
    case 'canned_response':
    case 'channel_account':
    case 'config_change':
      return view.is === 'centre';
    case 'read_marker':
      return view.is !== 'centre';
    case 'grant':
      return false;
  }
}
