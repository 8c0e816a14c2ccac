import * as z from 'zod';
import { InteractionId } from '../domain/ids.ts';
import { call, defineContract } from '../rpc/contract.ts';

/** What this shell really can do; what it cannot is absent from the UI. */
export const ShellCapabilities = z.object({
  shell: z.enum(['electron', 'browser']),
  notifies: z.boolean(),
  hasBadge: z.boolean(),
  savesFiles: z.boolean(),
  /** The shell zooms the page itself; else the page scales its own type. */
  zooms: z.boolean(),
});
export type ShellCapabilities = z.infer<typeof ShellCapabilities>;

/** Renderer ↔ shell, over the same wire as the desk. */
export const shellContract = defineContract({
  name: 'shell',
  calls: {
    capabilities: call(z.object({}), ShellCapabilities),
    /** Clicking it raises the window and tells `notification.opened`. */
    notify: call(z.object({ title: z.string().max(200), body: z.string().max(500), interactionId: InteractionId }), z.null()),
    /** `isOffline`: there is no line to the hub, and the tray says so. */
    'badge.set': call(z.object({ count: z.number().int().nonnegative(), isOffline: z.boolean().optional() }), z.null()),
    /** In the system's own browser; http, https, mailto and tel only. */
    'external.open': call(z.object({ url: z.string().max(4000) }), z.null()),
    'file.save': call(z.object({ name: z.string().max(255), base64: z.string() }), z.object({ isSaved: z.boolean() })),
    'zoom.set': call(z.object({ percent: z.number().int().min(80).max(200) }), z.null()),
    /** Words of the application menu and tray follow the desk's language. */
    'locale.set': call(z.object({ locale: z.enum(['ja', 'en']) }), z.null()),
  },
  events: {
    'notification.opened': z.object({ interactionId: InteractionId }),
    'window.focused': z.object({ isFocused: z.boolean() }),
    'power.resumed': z.object({}),
    /** Chosen in the application menu. */
    'menu.chosen': z.object({ item: z.enum(['settings', 'palette', 'shortcuts', 'sign_out']) }),
  },
});
export type ShellContract = typeof shellContract;
