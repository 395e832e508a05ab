import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addMonths, monthOf } from '../../../shared/base/time.ts';
import { PAYERS, SERVICE_CATEGORIES } from '../../../shared/eligibility/record.ts';
import type { MonthReport } from '../../../shared/month/record.ts';
import type { AskOutput } from '../../client/client.ts';
import { Button } from '../../ui/button.tsx';
import { shownCount, shownDate } from '../../ui/dates.ts';
import { Notice } from '../../ui/notice.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { useScreenLanguage } from '../claims/use-claim-words.ts';
import { useMonthName } from '../claims/use-month-name.ts';
import { useRiel } from '../claims/use-riel.ts';
import { useMay } from '../staff/session.tsx';
import { AgeSex, BarTable, DayColumns, type OpensRows } from './bars.tsx';
import { CloseMonth, type Done, ReopenMonth } from './close-month.tsx';
import { FilesCard } from './files-card.tsx';
import { Adjustments, ClaimStates, ClaimSummary, Compared } from './money.tsx';
import styles from './month.module.css';
import { Stamp } from './stamp.tsx';
import { Tiles } from './tiles.tsx';

interface DashboardProps extends OpensRows {
  found: AskOutput<'month.report'>;
  months: AskOutput<'month.list'>['months'];
  today: string;
  onDone: (what: Done) => void;
  onEarlier: (month: string) => void;
}

/** Everything of a month at a glance, the money first. */
export function Dashboard({ found, months, today, onRows, onDone, onEarlier }: DashboardProps) {
  const { report } = found;
  const isEmpty = report.linesCount === 0 && report.adjustments.length === 0;
  return (
    <>
      <Closing {...{ report, months, today, onDone, onEarlier }} />
      <CountedAnew closing={report.closing} />
      {isEmpty ? <Empty isNow={report.month === monthOf(today)} /> : <Tiles report={report} onRows={onRows} />}
      <div className={styles.grid}>
        {isEmpty ? null : (
          <>
            <DayColumns
              month={report.month}
              byDay={report.byDay}
              onRows={onRows}
              stamp={<Stamp report={report} of="visits" />}
            />
            <ClaimStates report={report} onRows={onRows} />
            <Charts report={report} onRows={onRows} />
          </>
        )}
        <Compared {...found} />
        <FilesCard month={report.month} />
        <Adjustments report={report} />
        <ClaimSummary report={report} />
      </div>
    </>
  );
}

/** The lines of a closing are kept at the desk that made it; here the figures are those of the records as they are now. */
function CountedAnew({ closing }: Pick<MonthReport, 'closing'>) {
  const { t } = useTranslation();
  const riel = useRiel();
  if (!closing?.told) return null;
  const { deskNumber: n, visits, claimedRiel, adjustmentsRiel } = closing.told;
  return (
    <Notice tone="wait" testId="month-counted-anew">
      {t('month.countedAnew', { n, visits: shownCount(visits), amount: riel(claimedRiel + adjustmentsRiel) })}
    </Notice>
  );
}

/** On the first day there is nothing to count yet, and the way to something. */
function Empty({ isNow }: { isNow: boolean }) {
  const { t } = useTranslation();
  return (
    <p className={styles.empty} data-testid="month-empty">
      <b>{t(isNow ? 'month.noneYet' : 'month.none')}</b> {isNow ? t('month.noneYetText') : null}
    </p>
  );
}

function Charts({ report, onRows }: OpensRows & { report: MonthReport }) {
  const { t } = useTranslation();
  const language = useScreenLanguage();
  const { byPayer, byService, byAgeSex, ageBands, cover } = report;
  const stamp = <Stamp report={report} of="visits" />;
  const some = <T extends { value: number }>(bars: T[]) => bars.filter(({ value }) => value > 0);
  return (
    <>
      <BarTable
        name="payer"
        title={t('month.chart.byPayer')}
        onRows={onRows}
        stamp={stamp}
        bars={some(
          PAYERS.map((payer) => ({
            key: payer,
            label: t(`words.payer.${payer}`),
            value: byPayer.find((one) => one.payer === payer)?.visits ?? 0,
            wish: { payer },
          })),
        )}
      />
      <BarTable
        name="service"
        title={t('month.chart.byService')}
        onRows={onRows}
        stamp={stamp}
        bars={some(
          byService.map(({ service, visits: value }) => {
            const known = SERVICE_CATEGORIES.find((one) => one === service);
            return { key: service, label: known ? t(`words.category.${known}`) : service, value, wish: { service } };
          }),
        ).toSorted((one, other) => other.value - one.value)}
      />
      <BarTable
        name="cover"
        title={t('month.chart.byCover')}
        onRows={onRows}
        stamp={stamp}
        bars={some([
          { key: 'eligible', value: cover.eligible },
          { key: 'provisional', value: cover.provisional },
          { key: 'review', value: cover.review },
          { key: 'not-eligible', value: cover.notEligible },
          { key: 'other-scheme', value: cover.otherScheme },
        ] as const).map(({ key, value }) => ({
          ...{ key, value, label: t(`month.cover.${key}`), wish: { coverOutcome: key } },
        }))}
      />
      <AgeSex
        onRows={onRows}
        stamp={stamp}
        bands={byAgeSex.map((one) => ({
          ...one,
          label: ageBands.find(({ code }) => code === one.band)?.words[language] ?? one.band,
        }))}
      />
    </>
  );
}

type ClosingProps = Pick<DashboardProps, 'months' | 'today' | 'onDone' | 'onEarlier'> & { report: MonthReport };

/** Closing and opening again; what stands in the way is said where the button would be. */
function Closing({ report, months, today, onDone, onEarlier }: ClosingProps) {
  const { t } = useTranslation();
  const monthName = useMonthName();
  const navigate = useNavigate();
  const mayClose = useMay('manage');
  const [task, setTask] = useState<'close' | 'reopen' | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const { month, state } = report;
  const isClosed = state === 'closed';
  const listed = months.find((one) => one.month === month);
  const earlier = months.findLast((one) => one.month < month && one.state !== 'closed');
  const isLastClosed = !months.some((one) => one.month > month && one.state === 'closed');
  const canClose = mayClose && !isClosed && month < monthOf(today);
  const canReopen = mayClose && listed?.isReopenedHere === true;
  const begin = () => setTask(isClosed ? 'reopen' : 'close');
  const isBlocked = canClose && earlier !== undefined;
  useHotkeys(
    {
      escape: () => void navigate({ to: '/' }),
      ...((canClose && !isBlocked) || canReopen ? { c: begin } : {}),
    },
    task === null,
  );
  const stop = () => {
    setTask(null);
    requestAnimationFrame(() => button.current?.focus());
  };
  const done = (what: Done) => {
    stop();
    onDone(what);
  };
  if (task === 'close') return <CloseMonth report={report} onDone={done} onBack={stop} />;
  if (task === 'reopen') return <ReopenMonth report={report} onDone={done} onBack={stop} />;
  if (isBlocked) {
    const name = monthName(earlier.month);
    return (
      <p className={styles.closing}>
        <span>{t('month.close.earlier', { month: name })}</span>
        <Button onClick={() => onEarlier(earlier.month)}>{t('month.close.toEarlier', { month: name })}</Button>
      </p>
    );
  }
  const isOther = isClosed && mayClose && isLastClosed && !canReopen && listed?.closedByDesk != null;
  return (
    <p className={styles.closing}>
      {canClose || canReopen ? (
        <Button
          ref={button}
          kind={canClose ? 'main' : 'plain'}
          icon="lock"
          hotkey="C"
          onClick={begin}
          data-testid="month-closing"
        >
          {t(canClose ? 'month.close.go' : 'month.reopen.go')}
        </Button>
      ) : null}
      <span className={`${styles.soft} nums`}>
        {!isClosed && month >= monthOf(today)
          ? t('month.close.notYet', { date: shownDate(`${addMonths(month, 1)}-01`) })
          : null}
        {!isClosed && month < monthOf(today) && !mayClose ? t('month.close.mayNot') : null}
        {isOther ? t('month.reopen.otherDesk', { n: listed.closedByDesk ?? '' }) : null}
      </span>
    </p>
  );
}
