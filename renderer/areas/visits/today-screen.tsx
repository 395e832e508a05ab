import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addDays } from '../../../shared/base/time.ts';
import type { ListedVisit } from '../../../shared/visits/contract.ts';
import { useAsk } from '../../client/use-ask.ts';
import { shownCount } from '../../ui/dates.ts';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { QueryNotice } from '../desk/fault-notice.tsx';
import { useToday } from '../desk/use-about.ts';
import { useMay } from '../staff/session.tsx';
import { useDesk } from './desk-state.tsx';
import { PrintSlip } from './print-slip.tsx';
import styles from './today.module.css';
import { TodayHead } from './today-head.tsx';
import { useVisitRows } from './use-visit-rows.ts';
import type { RowTask } from './visit-row.tsx';
import { VisitTable } from './visit-table.tsx';

const ROWS_MAX = 300;

/** The visits of a day. Arrow keys choose a row, letters act on it. */
export function TodayScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const desk = useDesk();
  const today = useToday();
  const mayRegister = useMay('register');
  const search = useSearch({ from: '/today' });
  const [chosenDay, setChosenDay] = useState<string | null>(search.day ?? null);
  const [printing, setPrinting] = useState<ListedVisit | null>(null);
  const day = chosenDay ?? today;
  const list = useAsk('visits.list', { serviceDate: day, limit: ROWS_MAX }, { keepsPrevious: true });
  const visits = list.data?.visits ?? [];
  const rows = useVisitRows(visits, list.data?.serviceDate ?? null, search.visit ?? null);

  const turn = (days: number) => {
    const next = addDays(day, days);
    setChosenDay(next >= today ? null : next);
    rows.forget();
  };
  const begin = (task: RowTask) => {
    const isOpen = rows.chosen?.visit.status === 'open' && rows.chosen.withdrawn === null;
    if (isOpen && mayRegister) rows.setTask(task);
  };
  const toPatient = (patientId: string) => {
    desk.setPane({ at: 'patient', patientId, isFromElsewhere: true });
    void navigate({ to: '/' });
  };
  useHotkeys({
    arrowdown: () => rows.step(1),
    arrowup: () => rows.step(-1),
    pageup: () => turn(-1),
    pagedown: () => turn(1),
    p: () => rows.chosen && setPrinting(rows.chosen),
    c: () => begin('close'),
    x: () => begin('cancel'),
    escape: () => (rows.task === null ? void navigate({ to: '/' }) : rows.toRow()),
  });

  return (
    <main className={styles.screen} id="content">
      <TodayHead
        day={day}
        isToday={day === today}
        counts={list.data?.counts}
        onTurn={turn}
        onToday={() => setChosenDay(null)}
      />
      <QueryNotice error={list.error} onRetry={() => void list.refetch()} />
      {list.data && visits.length === 0 ? (
        <p className={styles.none}>{t(day === today ? 'visits.today.noneToday' : 'visits.today.none')}</p>
      ) : null}
      {visits.length > 0 ? (
        <VisitTable
          day={list.data?.serviceDate ?? null}
          visits={visits}
          rows={rows}
          onPrint={setPrinting}
          onPatient={toPatient}
        />
      ) : null}
      {visits.length === ROWS_MAX ? (
        <p className={styles.soft}>{t('visits.today.more', { n: shownCount(ROWS_MAX) })}</p>
      ) : null}
      {printing ? <PrintSlip slip={printing.slip} onPrinted={() => setPrinting(null)} /> : null}
    </main>
  );
}
