import styles from './palette.module.css';

/** Marks what was looked for, as it is written. What was found by another spelling stays unmarked. */
export function Highlight({ text, wanted }: { readonly text: string; readonly wanted: string }) {
  const word = wanted.trim();
  const at = word === '' ? -1 : text.toLowerCase().indexOf(word.toLowerCase());
  if (at === -1) return text;
  return (
    <>
      {text.slice(0, at)}
      <mark className={styles['mark']}>{text.slice(at, at + word.length)}</mark>
      {text.slice(at + word.length)}
    </>
  );
}
