import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CheckQuality } from '../../../shared/eligibility/shown.record.ts';
import { useAsk } from '../../client/use-ask.ts';
import { shownCount, shownDate } from '../../ui/dates.ts';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { QueryNotice } from '../desk/fault-notice.tsx';
import { useToday } from '../desk/use-about.ts';
import styles from './quality.module.css';
import { daysOf, foundedRows, outcomeRows } from './quality-rows.ts';
import { type Days, QualitySpan } from './quality-span.tsx';
import { QualityTable } from './quality-table.tsx';

/** How well founded the answers of a span of days were. */
export function QualityScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const today = useToday();
  const [chosen, setChosen] = useState<Days | null>(null);
  useHotkeys({ escape: () => void navigate({ to: '/' }) });
  const days = chosen ?? daysOf('this-month', today);
  const { data, error, refetch } = useAsk(
    'eligibility.quality',
    { from: days.from ?? today, to: days.to ?? today },
    { isEnabled: days.from !== null && days.to !== null, keepsPrevious: true },
  );
  return (
    <main className={styles.screen} id="content" data-testid="quality">
      <header>
        <h1>{t('quality.title')}</h1>
        <p className={styles.soft}>{t('quality.lead')}</p>
      </header>
      <QualitySpan today={today} days={days} onDays={setChosen} />
      <QueryNotice error={error} onRetry={() => void refetch()} />
      {data && !error ? <Figures quality={data} /> : null}
    </main>
  );
}

function Figures({ quality }: { quality: CheckQuality }) {
  const { t } = useTranslation();
  return (
    <>
      <p className={styles.total}>
        <b>{t('quality.checks', { n: shownCount(quality.checks) })}</b>{' '}
        <span className={`${styles.soft} nums`}>
          {shownDate(quality.from)} – {shownDate(quality.to)}
        </span>
      </p>
      {quality.checks === 0 ? (
        <p className={styles.soft}>{t('quality.none')}</p>
      ) : (
        <div className={styles.tables}>
          <QualityTable
            title={t('quality.founded')}
            rows={foundedRows(quality)}
            nameOf={({ name }) => t(`quality.row.${name}`)}
            noteOf={({ name, of }) => (name === 'overturned' ? t('quality.ofRechecked', { n: shownCount(of) }) : null)}
          />
          <QualityTable
            title={t('quality.outcomes')}
            rows={outcomeRows(quality)}
            nameOf={({ name }) => t(`quality.outcome.${name}`)}
          />
        </div>
      )}
    </>
  );
}
