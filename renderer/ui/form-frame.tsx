import { type ReactNode, type RefObject, useId } from 'react';
import { Button } from './button.tsx';
import styles from './form-frame.module.css';

interface FormFrameProps {
  place: RefObject<HTMLFormElement | null>;
  title: string;
  /** 1 where the form is the whole of the work, 2 where something above says what it is about. */
  level: 1 | 2;
  lead?: string;
  testId: string;
  children: ReactNode;
  /** What stands in the way of going on, beside the buttons. */
  inTheWay: ReactNode;
  note?: string;
  back: { says: string; act: () => void };
  /** `isSecond`: another button is the usual next step for now. */
  submit: { says: string; act: () => void; isBusy: boolean; isSecond?: boolean };
}

/** Every form of a record: what it is about, its fields, and a foot that stays in sight with the way back and on. */
export function FormFrame(props: FormFrameProps) {
  const { place, title, level, lead, testId, children, inTheWay, note, back, submit } = props;
  const titleId = useId();
  const Title = level === 1 ? 'h1' : 'h2';
  return (
    <form
      ref={place}
      className={styles.form}
      noValidate
      aria-labelledby={titleId}
      data-testid={testId}
      onSubmit={(event) => {
        event.preventDefault();
        submit.act();
      }}
    >
      <header className={styles.head}>
        <Title id={titleId}>{title}</Title>
        {lead ? <p>{lead}</p> : null}
      </header>
      {children}
      <div className={styles.foot}>
        {inTheWay}
        <div className={styles.go} data-at="submit">
          <span className={styles.note}>{note}</span>
          <Button size="big" hotkey="Esc" onClick={back.act}>
            {back.says}
          </Button>
          <Button
            type="submit"
            kind={submit.isSecond ? 'plain' : 'main'}
            size="big"
            hotkey="Enter"
            isBusy={submit.isBusy}
          >
            {submit.says}
          </Button>
        </div>
      </div>
    </form>
  );
}
