import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addDays } from '../../../shared/base/time.ts';
import type { ListedVisit } from '../../../shared/visits/contract.ts';
import { useAsk } from '../../client/use-ask.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { shownCount, shownDate } from '../../ui/dates.ts';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { QueryNotice } from '../desk/fault-notice.tsx';
import { useToday } from '../desk/use-about.ts';
import { useMay } from '../staff/session.tsx';
import { useDesk } from './desk-state.tsx';
import { PrintSlip } from './print-slip.tsx';
import styles from './today.module.css';
import { type RowTask, VisitRow } from './visit-row.tsx';

const ROWS_MAX = 300;

/** The visits of a day. Arrow keys choose a row, letters act on it. */
export function TodayScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const desk = useDesk();
  const today = useToday();
  const mayRegister = useMay('register');
  const [chosenDay, setChosenDay] = useState<string | null>(null);
  const day = chosenDay ?? today;
  const { data, error, refetch } = useAsk(
    'visits.list',
    { serviceDate: day, limit: ROWS_MAX },
    { keepsPrevious: true },
  );
  const [rowId, setRowId] = useState<string | null>(null);
  const [task, setTask] = useState<RowTask | null>(null);
  const [printing, setPrinting] = useState<ListedVisit | null>(null);
  const table = useRef<HTMLTableElement>(null);

  const rows = data?.visits ?? [];
  const at = rows.findIndex(({ visit }) => visit.id === rowId);
  const row = rows[at] ?? null;
  const choose = (index: number) => {
    const next = rows[Math.max(0, Math.min(index, rows.length - 1))];
    if (!next) return;
    setRowId(next.visit.id);
    setTask(null);
    table.current?.querySelector<HTMLElement>(`[data-visit="${next.visit.id}"]`)?.focus();
  };
  const turn = (days: number) => {
    const next = addDays(day, days);
    setChosenDay(next >= today ? null : next);
    setRowId(null);
    setTask(null);
  };
  const toRow = () => {
    setTask(null);
    if (rowId) table.current?.querySelector<HTMLElement>(`[data-visit="${rowId}"]`)?.focus();
  };
  const begin = (next: RowTask) => {
    if (row?.visit.status === 'open' && mayRegister) setTask(next);
  };

  useHotkeys({
    arrowdown: () => choose(at + 1),
    arrowup: () => choose(at === -1 ? 0 : at - 1),
    pageup: () => turn(-1),
    pagedown: () => turn(1),
    p: () => row && setPrinting(row),
    c: () => begin('close'),
    x: () => begin('cancel'),
    escape: () => (task === null ? void navigate({ to: '/' }) : toRow()),
  });
  // The first row gets the focus once per day shown, not whenever a newer visit arrives above it.
  const shownDay = rows.length > 0 ? (data?.serviceDate ?? null) : null;
  useEffect(() => {
    if (shownDay !== null) table.current?.querySelector<HTMLElement>(`[data-day="${shownDay}"] tr`)?.focus();
  }, [shownDay]);

  return (
    <main className={styles.screen} id="content">
      <header className={styles.head}>
        <h1>
          {t('visits.today.title')} <span className="nums">{shownDate(day)}</span>
          {day === today ? <span className={styles.soft}> · {t('visits.today.today')}</span> : null}
        </h1>
        {data ? (
          <div className={styles.counts}>
            <Badge>{t('visits.today.open', { n: data.counts.open })}</Badge>
            <Badge tone="plain">{t('visits.today.closed', { n: data.counts.closed })}</Badge>
            <Badge tone="plain">{t('visits.today.cancelled', { n: data.counts.cancelled })}</Badge>
          </div>
        ) : null}
        <div className={styles.days}>
          <Button hotkey="PageUp" icon="left" onClick={() => turn(-1)}>
            {t('visits.today.dayBefore')}
          </Button>
          {day === today ? null : (
            <>
              <Button hotkey="PageDown" icon="right" onClick={() => turn(1)}>
                {t('visits.today.dayAfter')}
              </Button>
              <Button onClick={() => setChosenDay(null)}>{t('visits.today.toToday')}</Button>
            </>
          )}
        </div>
      </header>
      <QueryNotice error={error} onRetry={() => void refetch()} />
      {data && rows.length === 0 ? (
        <p className={styles.none}>{t(day === today ? 'visits.today.noneToday' : 'visits.today.none')}</p>
      ) : null}
      {rows.length > 0 ? (
        <table ref={table} className={styles.table} aria-label={t('visits.today.title')}>
          <thead>
            <tr>
              {(['number', 'time', 'patient', 'department', 'payer', 'status', 'sync'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`visits.today.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody data-day={data?.serviceDate}>
            {rows.map((listed) => (
              <VisitRow
                key={listed.visit.id}
                listed={listed}
                isChosen={listed.visit.id === rowId}
                task={listed.visit.id === rowId ? task : null}
                mayRegister={mayRegister}
                onChoose={() => setRowId(listed.visit.id)}
                onTask={setTask}
                onDone={toRow}
                onPrint={() => setPrinting(listed)}
                onPatient={() => {
                  desk.setPane({ at: 'patient', patientId: listed.visit.patientId });
                  void navigate({ to: '/' });
                }}
              />
            ))}
          </tbody>
        </table>
      ) : null}
      {rows.length === ROWS_MAX ? (
        <p className={styles.soft}>{t('visits.today.more', { n: shownCount(ROWS_MAX) })}</p>
      ) : null}
      {printing ? <PrintSlip slip={printing.slip} onPrinted={() => setPrinting(null)} /> : null}
    </main>
  );
}
