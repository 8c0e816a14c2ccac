import type { Settings } from '#shared/contracts/desk';
import type { Desk } from '../wire/create-desk.ts';

/** Changes some settings: at once on the screen, and kept by the core. What could not be kept goes back to what it was. */
export async function putSettings({ desk, session }: Pick<Desk, 'desk' | 'session'>, change: Partial<Settings>): Promise<void> {
  const before = session.getState().settings;
  const settings = { ...before, ...change };
  session.setState({ settings });
  try {
    await desk.call('settings.put', settings);
  } catch (error) {
    session.setState({ settings: before });
    throw error;
  }
}
