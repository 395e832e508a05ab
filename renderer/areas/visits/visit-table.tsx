import { useTranslation } from 'react-i18next';
import type { ListedVisit } from '../../../shared/visits/contract.ts';
import styles from './today.module.css';
import type { VisitRows } from './use-visit-rows.ts';
import { VisitRow } from './visit-row.tsx';

const COLUMNS = ['number', 'time', 'patient', 'department', 'payer', 'status', 'sync'] as const;

interface VisitTableProps {
  day: string | null;
  visits: ListedVisit[];
  rows: VisitRows;
  onPrint: (listed: ListedVisit) => void;
  onPatient: (patientId: string) => void;
}

export function VisitTable({ day, visits, rows, onPrint, onPatient }: VisitTableProps) {
  const { t } = useTranslation();
  return (
    <table ref={rows.table} className={styles.table} aria-label={t('visits.today.title')}>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`visits.today.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody data-day={day}>
        {visits.map((listed) => {
          const isChosen = listed === rows.chosen;
          return (
            <VisitRow
              key={listed.visit.id}
              listed={listed}
              isChosen={isChosen}
              task={isChosen ? rows.task : null}
              onChoose={() => rows.choose(listed.visit.id)}
              onTask={rows.setTask}
              onDone={rows.toRow}
              onPrint={() => onPrint(listed)}
              onPatient={() => onPatient(listed.visit.patientId)}
            />
          );
        })}
      </tbody>
    </table>
  );
}
