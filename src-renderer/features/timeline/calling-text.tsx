import type { AgentId } from '#shared/domain/ids';
import { mentionsIn } from '#shared/domain/mention';
import { useMe, useRecords } from '#ui/wire/desk.tsx';
import styles from './timeline.module.css';

interface CallingTextProps {
  readonly text: string;
  readonly mentions: readonly AgentId[];
}

/** A text in which those whom it calls stand out, the reader most. A colleague who has another name since is plain words. */
export function CallingText({ text, mentions }: CallingTextProps) {
  const me = useMe();
  const people = useRecords(({ records }) => mentions.flatMap((id) => records.agent.get(id) ?? []));
  // Two of one name are called by the same words.
  const found = mentionsIn(text, people).filter(({ start }, index, all) => all[index - 1]?.start !== start);
  if (found.length === 0) return <span>{text}</span>;
  return (
    <>
      {found.map(({ agentId, start, end }, index) => (
        // The parts of one text never move: the place is the identity.
        <span key={start}>
          {text.slice(found[index - 1]?.end ?? 0, start)}
          <bdi className={styles['called']} data-me={agentId === me.id}>
            {text.slice(start, end)}
          </bdi>
        </span>
      ))}
      <span>{text.slice(found.at(-1)?.end)}</span>
    </>
  );
}
