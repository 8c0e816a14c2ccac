import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PASSWORDS_AT_ONCE } from '#shared/contracts/hub';
import type { AgentId } from '#shared/domain/ids';
import { Failure } from '#shared/rpc/failure';
import { useDesk } from '#ui/wire/desk.tsx';
import { settle } from '#ui/wire/settle';
import type { PlannedRow } from './plan-import.ts';

export interface Imported {
  readonly loginName: string;
  readonly name: string;
  readonly password: string;
}

export interface Refused {
  readonly planned: PlannedRow;
  readonly why: string;
}

export type ImportState =
  | { readonly is: 'idle' }
  | { readonly is: 'running'; readonly done: number; readonly all: number }
  | { readonly is: 'passwords' }
  | {
      readonly is: 'done';
      readonly count: number;
      readonly refused: readonly Refused[];
      readonly issued: readonly Imported[];
      /** New people whose password could not be issued. */
      readonly withoutPassword: number;
    };

/** Carries a plan out: each row is a wish of its own, noted and undone like one that was typed; what is refused is left out and told. */
export function useImport(): { readonly state: ImportState; readonly run: (plan: readonly PlannedRow[]) => Promise<void> } {
  const { t } = useTranslation(['people', 'errors']);
  const desk = useDesk();
  const [state, setState] = useState<ImportState>({ is: 'idle' });

  async function run(plan: readonly PlannedRow[]): Promise<void> {
    const due = plan.filter((planned) => planned.is === 'new' || planned.is === 'changed');
    const refused: Refused[] = [];
    const added = new Map<AgentId, { readonly loginName: string; readonly name: string }>();
    for (const [index, planned] of due.entries()) {
      setState({ is: 'running', done: index, all: due.length });
      try {
        await settle(desk, { type: 'agent.configure', agent: planned.profile });
        if (planned.is === 'new') added.set(planned.profile.id, { loginName: planned.profile.loginName, name: planned.name });
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        refused.push({ planned, why: wordsOf(error) });
      }
    }
    setState({ is: 'passwords' });
    const issued = await issueAll([...added.keys()]);
    setState({
      is: 'done',
      count: due.length - refused.length,
      refused,
      issued: issued.flatMap(({ agentId, password }) => {
        const person = added.get(agentId);
        return person === undefined ? [] : [{ ...person, password }];
      }),
      withoutPassword: added.size - issued.length,
    });
  }

  /** What fails here can be done again for each person from his own screen. */
  async function issueAll(agentIds: readonly AgentId[]): Promise<readonly { agentId: AgentId; password: string }[]> {
    const issued: { agentId: AgentId; password: string }[] = [];
    for (let from = 0; from < agentIds.length; from += PASSWORDS_AT_ONCE) {
      try {
        const answer = await desk.desk.call('password.issue', { agentIds: agentIds.slice(from, from + PASSWORDS_AT_ONCE) });
        issued.push(...answer.issued);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return issued;
      }
    }
    return issued;
  }

  function wordsOf({ field = '', code }: Failure): string {
    if (field === 'role' || field === 'isActive') return t('csv.why.lastAdmin');
    if (field === 'loginName') return t('csv.why.taken');
    if (field.startsWith('openWork')) return t('csv.why.work');
    return t(`errors:${code}`);
  }

  return { state, run };
}
