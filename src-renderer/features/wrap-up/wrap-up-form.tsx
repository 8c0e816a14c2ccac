import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { Autocomplete, Input, ListBox, ListBoxItem, SearchField } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { fromInstant } from '#shared/domain/clock';
import { DispositionId, type InteractionId } from '#shared/domain/ids';
import type { Interaction } from '#shared/domain/interaction';
import { hasEnd } from '#shared/domain/talk-end';
import { useFormat } from '#ui/i18n/use-format';
import { outcomesOf, outcomeText, type Outcome } from '#ui/state/outcomes';
import { basisOf } from '#ui/state/selectors';
import { Button } from '#ui/ui/controls.tsx';
import { useIme } from '#ui/ui/ime';
import { useFilter } from '#ui/ui/use-filter';
import { useDesk, useMe, useNow, useRecords, useSubmit } from '#ui/wire/desk.tsx';
import styles from './wrap-up.module.css';

/** More than these nobody reads: typing brings the others. */
const DRAWN = 24;

export interface WrapUpFormProps {
  readonly interactionId: InteractionId;
  /** It is closed: the next work may have the agent's eyes. */
  readonly onCompleted: () => void;
}

/** How it went, once the talk is over; on the page only while this agent is in wrap-up. */
export function WrapUpForm({ interactionId, onCompleted }: WrapUpFormProps) {
  const me = useMe().id;
  const interaction = useRecords(({ records }) => records.interaction.get(interactionId));
  if (interaction === undefined || interaction.state.is !== 'wrap_up' || interaction.state.agentId !== me) return null;
  return <OpenForm key={interactionId} interaction={interaction} state={interaction.state} onCompleted={onCompleted} />;
}

interface OpenFormProps extends Pick<WrapUpFormProps, 'onCompleted'> {
  readonly interaction: Interaction;
  readonly state: Extract<Interaction['state'], { is: 'wrap_up' }>;
}

function OpenForm({ interaction, state, onCompleted }: OpenFormProps) {
  const { t } = useTranslation('wrap-up');
  const format = useFormat();
  const desk = useDesk();
  const submit = useSubmit();
  const [chosenId, setChosenId] = useState<DispositionId | null>(null);
  const complete = useRef<HTMLButtonElement>(null);
  const chosen = useRecords(({ records }) => (chosenId === null ? null : outcomeText(records.disposition, chosenId, format)));
  const { id: interactionId, conversationId, channel } = interaction;

  // Chosen by key or pointer: one Enter more and it is done.
  useEffect(() => {
    if (chosenId !== null) complete.current?.focus();
  }, [chosenId]);

  async function finish(): Promise<void> {
    if (chosenId === null) return;
    const basis = basisOf(desk.records.getState(), interactionId);
    const body = { type: 'wrap_up.complete', interactionId, conversationId, dispositionId: chosenId } as const;
    if (await submit(body, basis)) onCompleted();
  }

  return (
    <section className={styles['form']} aria-label={t('form')}>
      <header className={styles['head']}>
        <h2>{t('form')}</h2>
        {hasEnd(channel) && <p>{t(state.endedBy === 'customer' ? 'ended_by_customer' : 'ended_by_agent')}</p>}
        <Elapsed since={state.since} />
      </header>
      <DispositionList takesFocus={state.endedBy === 'agent'} chosenId={chosenId} onChoose={setChosenId} />
      <footer className={styles['foot']}>
        <output>{chosen === null ? '' : t('chosen', { label: chosen })}</output>
        <Button ref={complete} look="primary" isDisabled={chosenId === null} onPress={() => void finish()}>
          {t('complete')}
        </Button>
      </footer>
    </section>
  );
}

function Elapsed({ since }: { readonly since: string }) {
  const { t } = useTranslation('wrap-up');
  const format = useFormat();
  const now = useNow();
  return <span className={`${styles['elapsed']} figures`}>{t('elapsed', { time: format.duration(now - fromInstant(since)) })}</span>;
}

interface DispositionListProps {
  readonly takesFocus: boolean;
  readonly chosenId: DispositionId | null;
  readonly onChoose: (id: DispositionId) => void;
}

/** Found by typing any part of 大 › 中 › 小, in either language or as it is read; arrows move, Enter chooses. */
function DispositionList({ takesFocus, chosenId, onChoose }: DispositionListProps) {
  const { t } = useTranslation('wrap-up');
  const format = useFormat();
  const ime = useIme();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // Who has just pressed the button goes on here; whoever is writing somewhere, or looks through the inbox, is left in peace.
    if (takesFocus && document.activeElement === document.body) input.current?.focus();
  }, [takesFocus]);
  const dispositions = useRecords(({ records }) => records.disposition);
  const outcomes = useMemo(() => outcomesOf(dispositions, format), [dispositions, format]);
  const { search, setSearch, shown } = useFilter(outcomes, foundBy);
  const drawn = useMemo(() => shown.slice(0, DRAWN), [shown]);
  // The Enter that ends a composition chooses a kanji and not an outcome.
  const guard = (event: KeyboardEvent): void => {
    if (ime.ownsKey(event)) event.stopPropagation();
  };
  return (
    <div className={styles['choice']} onKeyDownCapture={guard} role="presentation">
      <Autocomplete inputValue={search} onInputChange={setSearch}>
        <SearchField aria-label={t('disposition')}>
          <Input className={styles['search'] ?? ''} placeholder={t('search')} data-shortcut="wrap_up" ref={input} />
        </SearchField>
        <ListBox
          aria-label={t('disposition')}
          className={styles['list'] ?? ''}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={chosenId === null ? [] : [chosenId]}
          onSelectionChange={(keys) => {
            const [key] = keys === 'all' ? [] : [...keys];
            if (key !== undefined) onChoose(DispositionId.parse(key));
          }}
          renderEmptyState={() => <p className={styles['none']}>{t(outcomes.length === 0 ? 'none_configured' : 'none')}</p>}
        >
          {drawn.map(({ id, above, text }) => (
            <ListBoxItem key={id} id={id} textValue={`${above}${text}`} className={styles['item'] ?? ''}>
              {above !== '' && <span className={styles['above']}>{above}</span>}
              {text}
            </ListBoxItem>
          ))}
        </ListBox>
      </Autocomplete>
      {shown.length > DRAWN && <p className={styles['none']}>{t('more', { count: shown.length - DRAWN })}</p>}
    </div>
  );
}

function foundBy(outcome: Outcome): string {
  return outcome.foundBy;
}
