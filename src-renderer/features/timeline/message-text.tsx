import { memo, type MouseEvent } from 'react';
import type { AgentId } from '#shared/domain/ids';
import { languageOf } from '#shared/domain/text';
import { useDesk } from '#ui/wire/desk.tsx';
import { findLinks } from './find-links.ts';
import { foldText } from './fold-text.ts';
import { CallingText } from './calling-text.tsx';
import { useTimeline } from './timeline-context.ts';
import styles from './timeline.module.css';

const NOBODY: readonly AgentId[] = [];

interface MessageTextProps {
  readonly itemKey: string;
  readonly text: string;
  /** Colleagues whom the text calls by name. */
  readonly mentions?: readonly AgentId[] | undefined;
}

/** What somebody wrote, in its own language and direction, isolated so that it cannot turn round what stands beside it. */
export const MessageText = memo(function MessageText({ itemKey, text, mentions = NOBODY }: MessageTextProps) {
  const { t, format, isExpanded, toggle } = useTimeline();
  const head = foldText(text);
  const isOpen = head === null || isExpanded(itemKey);
  return (
    <>
      <p className={styles['text']} dir="auto" lang={languageOf(text) ?? undefined} data-copy>
        <LinkedText text={isOpen ? text : `${head}…`} mentions={mentions} />
      </p>
      {head !== null && (
        <button type="button" className={styles['fold']} aria-expanded={isOpen} onClick={() => toggle(itemKey)}>
          {isOpen ? t('show_less') : t('show_all', { length: format.number(text.length) })}
        </button>
      )}
    </>
  );
});

function LinkedText({ text, mentions }: { readonly text: string; readonly mentions: readonly AgentId[] }) {
  const { t } = useTimeline();
  const { shell } = useDesk();
  const open = (event: MouseEvent, url: string): void => {
    event.preventDefault();
    // A shell that cannot open it says so itself; the address stays readable and can be copied.
    shell.call('external.open', { url }).catch(() => {});
  };
  return findLinks(text).map((part, index) => {
    // The parts of one text never move: the place is the identity.
    if (part.is === 'text') return <CallingText key={index} text={part.text} mentions={mentions} />;
    return (
      <bdi key={index}>
        <a
          href={part.href}
          title={part.href}
          rel="noreferrer"
          draggable={false}
          onClick={(event) => open(event, part.href)}
          onAuxClick={(event) => open(event, part.href)}
        >
          {part.text}
        </a>
        {part.realHost !== null && <span className={styles['realHost']}> ({t('link.leads_to', { host: part.realHost })})</span>}
      </bdi>
    );
  });
}
