import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent, AgentProfile } from '#shared/domain/agent';
import type { AgentId } from '#shared/domain/ids';
import { useFormat } from '#ui/i18n/use-format';
import { Button } from '#ui/ui/controls.tsx';
import { ListDetail, NewButton, type ListRow } from '#ui/ui/list-detail.tsx';
import { useAttempt, useDesk, useRecords } from '#ui/wire/desk.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { IssuedDialog, type Issued } from './issued-dialog.tsx';
import { PersonForm } from './person-form.tsx';

/** Everybody who works here, and who is chosen. */
export function PeopleSection() {
  const { t } = useTranslation(['people', 'common']);
  const format = useFormat();
  const { desk, ids } = useDesk();
  const attempt = useAttempt();
  const people = useRecords(({ records }) => records.agent);
  const [selectedId, setSelectedId] = useState<string | null>(null);
  // Minted when it is begun, so that saving twice makes one.
  const [newId, setNewId] = useState<AgentId | null>(null);
  const [issued, setIssued] = useState<Issued | null>(null);
  const [isImporting, setIsImporting] = useState(false);
  const sorted = useMemo(() => [...people.values()].toSorted(compare), [people]);
  const rowOf = useCallback(
    (agent: Agent): ListRow => ({
      id: agent.id,
      text: format.agent(agent),
      hint: t('hint', { loginName: agent.loginName, role: t(`common:role.${agent.role}`) }),
      isFaded: !agent.isActive,
      ...(agent.isActive ? {} : { badge: { text: t('inactive') } }),
    }),
    [t, format],
  );
  const selected = selectedId === null ? undefined : people.get(selectedId);
  const choose = (id: string | null): void => {
    setNewId(null);
    setSelectedId(id);
  };

  /** Somebody new comes in with a temporary password; should this fail, it is issued from the person's own screen. */
  async function welcome(profile: AgentProfile): Promise<void> {
    choose(profile.id);
    await attempt(async () => {
      const answer = await desk.call('password.issue', { agentIds: [profile.id] });
      for (const { password } of answer.issued) {
        setIssued({ name: format.agent(profile), loginName: profile.loginName, password, isNew: true });
      }
    });
  }

  return (
    <>
      <ListDetail
        title={t('title')}
        items={sorted}
        rowOf={rowOf}
        textOf={textOf}
        selectedId={newId === null ? selectedId : null}
        onSelect={choose}
        counts="people"
        actions={
          <>
            <NewButton label={t('new')} onPress={() => setNewId(ids.agent())} />
            <Button onPress={() => setIsImporting(true)}>{t('import')}</Button>
          </>
        }
      >
        {detail()}
      </ListDetail>
      {issued !== null && <IssuedDialog issued={issued} onClose={() => setIssued(null)} />}
      {isImporting && <ImportDialog onClose={() => setIsImporting(false)} />}
    </>
  );

  function detail(): ReactNode {
    if (newId !== null) {
      return (
        <PersonForm
          key={newId}
          agentId={newId}
          agent={undefined}
          onIssued={setIssued}
          onSaved={(profile) => void welcome(profile)}
          onCancel={() => setNewId(null)}
        />
      );
    }
    return selected === undefined ? null : <PersonForm key={selected.id} agentId={selected.id} agent={selected} onIssued={setIssued} />;
  }
}

/** Who works here before who did, then by reading, as lists of names are read. */
function compare(a: Agent, b: Agent): number {
  return Number(b.isActive) - Number(a.isActive) || collator.compare(readingOf(a), readingOf(b)) || (a.id < b.id ? -1 : 1);
}

// Made once: a comparison with the locale's rules costs more than the rest of the list.
const collator = new Intl.Collator('ja');

function readingOf({ name, latinName }: Agent): string {
  return [name.familyReading ?? name.family ?? latinName, name.givenReading ?? name.given ?? ''].join(' ');
}

function textOf({ name, latinName, loginName }: Agent): string {
  return [name.family, name.given, name.familyReading, name.givenReading, latinName, loginName].filter(Boolean).join(' ');
}
