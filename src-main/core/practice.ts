import type { AgentDesk } from './agent-desk.ts';
import { Failure } from '#shared/rpc/failure';

/** An outage on purpose, of this one desk: off at every start, and only where the hub says that its centre is a demo. */
export interface Practice {
  isCut(): boolean;
  set(desk: Pick<AgentDesk, 'connection' | 'cutChanged'>, isCut: boolean): void;
  /** Nobody works here any more. */
  end(): void;
}

export function createPractice(): Practice {
  const state = { isCut: false };
  return {
    isCut: () => state.isCut,
    set(desk, isCut) {
      const connection = desk.connection();
      const isDemo = connection.is !== 'signed_out_elsewhere' && connection.isDemo === true;
      if (isCut && !isDemo) throw new Failure('denied', 'outages are practised in a demo centre only');
      if (state.isCut === isCut) return;
      state.isCut = isCut;
      desk.cutChanged();
    },
    end() {
      state.isCut = false;
    },
  };
}
