import { Failure } from '#shared/rpc/failure';
import type { Desk } from './create-desk.ts';

/** Signs out; where work would be left behind, the question what becomes of it is asked first. */
export async function signOut({ desk, ui, takeSession }: Desk, unsent?: 'keep' | 'discard' | 'wait'): Promise<void> {
  try {
    takeSession(await desk.call('session.sign_out', unsent === undefined ? {} : { unsent }));
  } catch (error) {
    if (!(error instanceof Failure) || error.field !== 'unsent') throw error;
    ui.setState({ sheet: 'sign_out' });
  }
}
