import { useId, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { foldText } from '#shared/search/fold-text';
import { useFormat } from '#ui/i18n/use-format';
import { OptionList, optionId } from '#ui/ui/option-list.tsx';
import styles from './composer.module.css';
import { insertText } from './insert-text.ts';
import type { Colleague } from './use-colleagues.ts';

interface MentionList {
  /** What is offered while a name is being typed; nothing otherwise. */
  readonly list: ReactNode;
  /** For the field, so that it is read out. */
  readonly fieldProps: Readonly<Record<string, string | boolean>>;
  /** True where the key was the list's. */
  readonly onKey: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
  /** After every change of the field or its cursor. */
  readonly look: () => void;
}

interface Asked {
  readonly start: number;
  readonly words: string;
}

// Behind a letter or digit it is a mail address; Japanese puts no space before it.
const ASKED = /(?<![A-Za-z0-9._-])@([^\s@]{0,20})$/u;
const MOST_SHOWN = 8;

/** Offers colleagues where `@` is typed, by name, reading or Latin letters. Those who may not see the customer are there, with the reason. */
export function useMentionList(field: RefObject<HTMLTextAreaElement | null>, colleagues: readonly Colleague[]): MentionList {
  const { t } = useTranslation('composer');
  const format = useFormat();
  const id = useId();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [activeId, setActiveId] = useState<string | null>(null);
  const [leftAt, setLeftAt] = useState<number | null>(null);

  const isOpen = asked !== null && asked.start !== leftAt;
  const found = isOpen ? colleagues.filter(({ agent }) => answers(agent, asked.words)).slice(0, MOST_SHOWN) : [];
  const active = found.find(({ agent }) => agent.id === activeId) ?? found.find(({ maySee }) => maySee);

  function look(): void {
    const element = field.current;
    const match = element === null ? null : ASKED.exec(element.value.slice(0, element.selectionStart));
    setAsked(match === null ? null : { start: match.index, words: match[1] ?? '' });
    if (match === null) setLeftAt(null);
  }

  function choose(chosenId: string): void {
    const chosen = found.find(({ agent }) => agent.id === chosenId);
    const element = field.current;
    if (chosen === undefined || !chosen.maySee || element === null || asked === null) return;
    element.focus();
    element.setSelectionRange(asked.start, element.selectionStart);
    insertText(element, `@${format.agent(chosen.agent)} `);
    setAsked(null);
  }

  function onKey(event: KeyboardEvent<HTMLTextAreaElement>): boolean {
    if (!isOpen || found.length === 0) return false;
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        move(event.key === 'ArrowDown' ? 1 : -1);
        break;
      case 'Enter':
      case 'Tab':
        if (active === undefined) return false;
        choose(active.agent.id);
        break;
      case 'Escape':
        setLeftAt(asked.start);
        break;
      default:
        return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  function move(by: number): void {
    const at = found.findIndex((one) => one === active);
    setActiveId(found[(at + by + found.length) % found.length]?.agent.id ?? null);
  }

  if (found.length === 0) return { list: null, fieldProps: {}, onKey, look };
  return {
    list: (
      <div className={styles['mentions']}>
        <OptionList
          id={id}
          label={t('mention.list')}
          options={found.map(({ agent, maySee }) => ({
            id: agent.id,
            isDisabled: !maySee,
            face: (
              <>
                <span>{format.agent(agent)}</span>
                <span>{maySee ? format.text(agent.publicName) : t('mention.hidden')}</span>
              </>
            ),
          }))}
          activeId={active?.agent.id}
          onActive={setActiveId}
          onChoose={choose}
        />
      </div>
    ),
    fieldProps: {
      'aria-controls': id,
      'aria-expanded': true,
      'aria-haspopup': 'listbox',
      ...(active === undefined ? {} : { 'aria-activedescendant': optionId(id, active.agent.id) }),
    },
    onKey,
    look,
  };
}

function answers({ name, latinName, publicName, loginName }: Colleague['agent'], words: string): boolean {
  const { family, given, familyReading, givenReading } = name;
  const known = [`${family ?? ''}${given ?? ''}`, given, `${familyReading ?? ''}${givenReading ?? ''}`, givenReading, publicName.ja];
  const latin = latinName.split(' ');
  return [...known, latinName, ...latin, latin.join(''), publicName.en, loginName].some(
    (one) => one !== undefined && foldText(one).startsWith(foldText(words)),
  );
}
