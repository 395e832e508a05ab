import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MonthReport } from '../../../shared/month/record.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { shownCount } from '../../ui/dates.ts';
import { TextField } from '../../ui/fields.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { useMonthName } from '../claims/use-month-name.ts';
import { useRiel } from '../claims/use-riel.ts';
import { CommandNotice } from '../desk/fault-notice.tsx';
import { shortDigest } from './figures.ts';
import styles from './month.module.css';

const REASON_LETTERS_MIN = 10;

/** What became of a closing or an opening; another desk's closing may stand in the way. */
export interface Done {
  says: () => string;
  isAsWished: boolean;
}

interface CloseMonthProps {
  report: MonthReport;
  onDone: (what: Done) => void;
  onBack: () => void;
}

/** What will be locked, and one question. */
export function CloseMonth({ report, onDone, onBack }: CloseMonthProps) {
  const { t } = useTranslation();
  const monthName = useMonthName();
  const close = useCommand('month.close');
  const riel = useRiel();
  const yes = useRef<HTMLButtonElement>(null);
  useEffect(() => yes.current?.focus(), []);
  useHotkeys({ escape: onBack });
  const { month, digest, standing, visits, claims, linesCount, payableRiel } = report;
  const name = monthName(month);
  const waiting = standing.visits.waiting + standing.claims.waiting;
  const returned = claims.byState.filter(({ state }) => state === 'returned' || state === 'held' || state === 'denied');
  const fix =
    standing.visits.needsFixing + standing.claims.needsFixing + returned.reduce((total, one) => total + one.claims, 0);
  const kept: [string, string][] = [
    [t('month.figures.visits'), shownCount(visits.total)],
    [t('month.close.lines'), shownCount(linesCount)],
    [t('month.claims.claimed'), riel(claims.claimed.amountRiel)],
    [t('month.adjust.payable'), riel(payableRiel)],
    [t('month.digest'), shortDigest(digest)],
  ];
  const whatIsLeft = () => {
    if (waiting + fix === 0) return t('month.close.allThere');
    if (fix === 0) return t('month.close.stillWaiting', { n: shownCount(waiting) });
    if (waiting === 0) return t('month.close.stillFix', { n: shownCount(fix) });
    return t('month.close.still', { waiting: shownCount(waiting), fix: shownCount(fix) });
  };
  const isChanged = close.state.at === 'refused' && close.state.refusal.code === 'changed-meanwhile';
  return (
    <form
      className={styles.ask}
      aria-labelledby="close-title"
      data-testid="month-close"
      onSubmit={(event) => {
        event.preventDefault();
        void close
          .run({ month, digest })
          .then(
            (done) =>
              done && onDone({ says: () => t('month.close.done', { month: monthName(month) }), isAsWished: true }),
          );
      }}
    >
      <h2 id="close-title">{t('month.close.title', { month: name })}</h2>
      <p>{t('month.close.text')}</p>
      <dl className={styles.kept} aria-label={t('month.close.kept')}>
        {kept.map(([what, value]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd className="nums">{value}</dd>
          </div>
        ))}
      </dl>
      <p>{whatIsLeft()}</p>
      <CommandNotice command={close} handled={['changed-meanwhile']} />
      {isChanged ? (
        <Notice tone="wait" isUrgent testId="month-changed">
          {t('month.close.changed')}
        </Notice>
      ) : null}
      <div className={styles.go}>
        <Button hotkey="Esc" onClick={onBack}>
          {t('month.close.no')}
        </Button>
        <Button ref={yes} type="submit" kind="main" hotkey="Enter" isBusy={close.isBusy} data-testid="month-close-yes">
          {close.isBusy ? t('month.close.closing') : t('month.close.yes', { month: name })}
        </Button>
      </div>
    </form>
  );
}

/** Why a closed month is opened again; the reason stays for ever. */
export function ReopenMonth({ report: { month }, onDone, onBack }: CloseMonthProps) {
  const { t } = useTranslation();
  const monthName = useMonthName();
  const [reason, setReason] = useState('');
  const [isShort, setShort] = useState(false);
  const reopen = useCommand('month.reopen');
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => box.current?.focus(), []);
  useHotkeys({ escape: onBack });
  const name = monthName(month);
  const whatCame = (n: number | null): Done => ({
    says: () =>
      t(n === null ? 'month.reopen.done' : 'month.reopen.stillClosed', { month: monthName(month), n: n ?? '' }),
    isAsWished: n === null,
  });
  return (
    <form
      className={styles.ask}
      aria-labelledby="reopen-title"
      data-testid="month-reopen"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const told = reason.trim();
        setShort(told.length < REASON_LETTERS_MIN);
        if (told.length < REASON_LETTERS_MIN) box.current?.focus();
        else {
          void reopen.run({ month, reason: told }).then((done) => done && onDone(whatCame(done.closedByDesk)));
        }
      }}
    >
      <h2 id="reopen-title">{t('month.reopen.title', { month: name })}</h2>
      <p>{t('month.reopen.text')}</p>
      <TextField
        ref={box}
        label={t('month.reopen.reason')}
        description={isShort ? null : t('month.reopen.short')}
        error={isShort ? t('month.reopen.short') : null}
        value={reason}
        maxLength={300}
        onChange={({ currentTarget: { value } }) => setReason(value)}
      />
      <CommandNotice command={reopen} />
      <div className={styles.go}>
        <Button hotkey="Esc" onClick={onBack}>
          {t('month.reopen.no')}
        </Button>
        <Button type="submit" kind="main" hotkey="Enter" isBusy={reopen.isBusy}>
          {t('month.reopen.yes', { month: name })}
        </Button>
      </div>
    </form>
  );
}
