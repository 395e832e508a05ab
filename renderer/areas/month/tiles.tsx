import { useLocation, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MonthReport, RowsWish } from '../../../shared/month/record.ts';
import { useAsk } from '../../client/use-ask.ts';
import { shownCount } from '../../ui/dates.ts';
import { useRiel } from '../claims/use-riel.ts';
import type { OpensRows } from './bars.tsx';
import { wishKey } from './figures.ts';
import styles from './month.module.css';
import { Stamp } from './stamp.tsx';

/** The four figures that a manager looks for first, each with how far its records have come. */
export function Tiles({ report, onRows }: OpensRows & { report: MonthReport }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { href } = useLocation();
  const riel = useRiel();
  const { month, visits, claims, cover, standing, payableRiel } = report;
  const { data } = useAsk('claims.list', { month, needsPerson: true, limit: 1 });
  const claimsToFix = data?.needsPerson ?? 0;
  const { needsFixing } = standing.visits;
  const figure = (wish: RowsWish, value: string, testId: string) => (
    <button
      type="button"
      className={`${styles.figure} nums`}
      data-rows={wishKey(wish)}
      data-testid={testId}
      onClick={() => onRows(wish)}
    >
      {value}
    </button>
  );
  const { amountRiel } = claims.claimed;
  return (
    <div className={styles.tiles}>
      <Tile name={t('month.figures.visits')}>
        {figure({}, shownCount(visits.total), 'figure-visits')}
        <p>{t('month.figures.ofVisits', { open: shownCount(visits.open), cancelled: shownCount(visits.cancelled) })}</p>
        <Stamp report={report} of="visits" />
      </Tile>
      <Tile name={t('month.figures.claimed')}>
        {figure({ isClaimed: true }, riel(amountRiel), 'figure-claimed')}
        <p className="nums">
          {t('month.figures.claims', { n: shownCount(claims.claimed.claims) })}
          {payableRiel === amountRiel ? null : ` · ${t('month.figures.payable', { amount: riel(payableRiel) })}`}
        </p>
        <Stamp report={report} of="claims" />
      </Tile>
      <Tile name={t('month.figures.toFix')}>
        <button
          type="button"
          className={`${styles.figure} nums`}
          data-tone={claimsToFix + needsFixing > 0 ? 'no' : undefined}
          data-testid="figure-fix"
          onClick={() =>
            void (claimsToFix > 0 || needsFixing === 0
              ? navigate({ to: '/claims', search: { month, show: 'needs', from: href } })
              : navigate({ to: '/fix' }))
          }
        >
          {shownCount(claimsToFix + needsFixing)}
        </button>
        <p className="nums">
          {t('month.figures.ofFix', { claims: shownCount(claimsToFix), visits: shownCount(needsFixing) })}
          {report.state === 'closed' ? ` · ${t('month.figures.now')}` : null}
        </p>
        <Stamp report={report} of="claims" />
      </Tile>
      <Tile name={t('month.figures.cover')}>
        <div className={styles.pair}>
          <div>
            {figure({ coverOutcome: 'provisional' }, shownCount(cover.provisional), 'figure-provisional')}
            <p>{t('month.figures.provisional')}</p>
          </div>
          <div>
            {figure({ isOverturned: true }, shownCount(cover.overturned), 'figure-overturned')}
            <p>{t('month.figures.overturned')}</p>
          </div>
        </div>
        <Stamp report={report} of="visits" />
      </Tile>
    </div>
  );
}

interface TileProps {
  name: string;
  children: ReactNode;
}

function Tile({ name, children }: TileProps) {
  return (
    <section className={styles.tile} aria-label={name}>
      <h2>{name}</h2>
      {children}
    </section>
  );
}
