import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClockState } from '../../../shared/desk/record.ts';
import { useAsk } from '../../client/use-ask.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { readDay, shownDate, shownMoment } from '../../ui/dates.ts';
import { TextField } from '../../ui/fields.tsx';
import { readKept, writeKept } from '../../ui/kept-text.ts';
import { Notice } from '../../ui/notice.tsx';
import { useMay } from '../staff/session.tsx';
import { CommandNotice } from './fault-notice.tsx';
import styles from './notices.module.css';
import { useRefusalText } from './use-refusal-text.ts';

const LOOK_MS = 30_000;
const KEPT = 'tonle.day-confirmed';

/** The clock of the PC looks wrong: what it shows, what the desk counts with, and which day it really is. */
export function ClockNotice() {
  const { t } = useTranslation();
  const { data: clock } = useAsk('desk.clock', {}, { refetchMs: LOOK_MS });
  const mayConfirm = useMay('register');
  const [confirmed, setConfirmed] = useState(() => readKept('session', KEPT));
  if (!clock || clock.flag === 'ok') return null;
  const date = shownDate(clock.today);
  if (confirmed === clock.today) {
    return (
      <Notice tone="wait" testId="clock">
        <span>
          <b>{t('notices.clock.title')}.</b> {t('notices.clock.settled', { date })}
        </span>
      </Notice>
    );
  }
  return (
    <Notice tone="wait" title={t('notices.clock.title')} testId="clock">
      <span>
        {t(`notices.clock.${clock.flag}`, { wall: shownMoment(clock.wallAt) })} {t('notices.clock.counts', { date })}
      </span>
      {mayConfirm ? (
        <DayQuestion
          key={clock.today}
          clock={clock}
          onConfirmed={(day) => {
            writeKept('session', KEPT, day);
            setConfirmed(day);
          }}
        />
      ) : null}
    </Notice>
  );
}

/** The best known day stands there already: to confirm it is one press, to correct it is typing. */
function DayQuestion({ clock, onConfirmed }: { clock: ClockState; onConfirmed: (day: string) => void }) {
  const { t } = useTranslation();
  const refusalText = useRefusalText();
  const [text, setText] = useState(() => shownDate(clock.today));
  const [isWrong, setWrong] = useState(false);
  const confirm = useCommand('desk.confirmDate');
  const hasPassed = confirm.state.at === 'refused' && confirm.state.refusal.code === 'day-has-passed';
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // Whether the day can be is the desk's to judge.
    const day = readDay(text);
    setWrong(day === null);
    if (day === null) return;
    const state = await confirm.run({ day });
    if (state) onConfirmed(state.today);
  };
  return (
    <form className={styles.day} noValidate onSubmit={(event) => void submit(event)}>
      <span id="clock-ask" className={styles.ask}>
        {t('notices.clock.ask')}
      </span>
      <TextField
        aria-labelledby="clock-ask"
        inputMode="numeric"
        value={text}
        error={isWrong ? t('notices.clock.dateWrong') : hasPassed ? refusalText('day-has-passed') : null}
        data-testid="clock-day"
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" isBusy={confirm.isBusy} data-testid="clock-confirm">
        {t('notices.clock.confirm')}
      </Button>
      <CommandNotice command={confirm} handled={['day-has-passed']} />
    </form>
  );
}
