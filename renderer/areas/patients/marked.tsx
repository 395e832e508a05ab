import { Fragment } from 'react';
import { markedParts } from './marked-parts.ts';
import styles from './search.module.css';

/** A text with what was searched for marked in it. */
export function Marked({ text, query }: { text: string; query: string }) {
  let at = 0;
  return markedParts(text, query).map((part) => {
    const key = at;
    at += part.text.length;
    return part.isMarked ? (
      <mark key={key} className={styles.mark}>
        {part.text}
      </mark>
    ) : (
      <Fragment key={key}>{part.text}</Fragment>
    );
  });
}
