import type { SearchHit } from '#shared/contracts/search';
import styles from './palette.module.css';

interface HighlightProps {
  readonly text: string;
  /** In their order, and apart from each other. */
  readonly marks: SearchHit['marks'];
}

/** Marks what was found, however it is written. */
export function Highlight({ text, marks }: HighlightProps) {
  return (
    <>
      {marks.map(({ start, end }, index) => (
        <span key={start}>
          {text.slice(marks[index - 1]?.end ?? 0, start)}
          <mark className={styles['mark']}>{text.slice(start, end)}</mark>
        </span>
      ))}
      {text.slice(marks.at(-1)?.end ?? 0)}
    </>
  );
}
