import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MonthReport, RowsWish, Standing } from '../../../shared/month/record.ts';
import { useAsk } from '../../client/use-ask.ts';
import { shownCount, shownMoment } from '../../ui/dates.ts';
import { useRiel } from '../claims/use-riel.ts';
import type { OpensRows } from './bars.tsx';
import { wishKey } from './figures.ts';
import styles from './month.module.css';

/** The four figures that a manager looks for first, each with how far its records have come. */
export function Tiles({ report, onRows }: OpensRows & { report: MonthReport }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const riel = useRiel();
  const { month, visits, claims, cover, standing, asOf, payableRiel } = report;
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
      <Tile name={t('month.figures.visits')} of={[standing.visits, 'visits']} asOf={asOf}>
        {figure({}, shownCount(visits.total), 'figure-visits')}
        <p>{t('month.figures.ofVisits', { open: shownCount(visits.open), cancelled: shownCount(visits.cancelled) })}</p>
      </Tile>
      <Tile name={t('month.figures.claimed')} of={[standing.claims, 'claims']} asOf={asOf}>
        {figure({ isClaimed: true }, riel(amountRiel), 'figure-claimed')}
        <p className="nums">
          {t('month.figures.claims', { n: shownCount(claims.claimed.claims) })}
          {payableRiel === amountRiel ? null : ` · ${t('month.figures.payable', { amount: riel(payableRiel) })}`}
        </p>
      </Tile>
      <Tile name={t('month.figures.toFix')} of={[standing.claims, 'claims']} asOf={asOf}>
        <button
          type="button"
          className={`${styles.figure} nums`}
          data-tone={claimsToFix + needsFixing > 0 ? 'no' : undefined}
          data-testid="figure-fix"
          onClick={() =>
            void (claimsToFix > 0 || needsFixing === 0
              ? navigate({ to: '/claims', search: { month, show: 'needs', from: 'month' } })
              : navigate({ to: '/fix' }))
          }
        >
          {shownCount(claimsToFix + needsFixing)}
        </button>
        <p className="nums">
          {t('month.figures.ofFix', { claims: shownCount(claimsToFix), visits: shownCount(needsFixing) })}
        </p>
      </Tile>
      <Tile name={t('month.figures.cover')} of={[standing.visits, 'visits']} asOf={asOf}>
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
      </Tile>
    </div>
  );
}

interface TileProps {
  name: string;
  of: [Standing, 'visits' | 'claims'];
  asOf: string;
  children: ReactNode;
}

function Tile({ name, of: [standing, what], asOf, children }: TileProps) {
  const { t } = useTranslation();
  const parts = ['entered', 'accepted', 'needsFixing', 'waiting', 'withdrawn'] as const;
  return (
    <section className={styles.tile} aria-label={name}>
      <h2>{name}</h2>
      {children}
      <p className={`${styles.standing} nums`}>
        {t(`month.standing.${what}`)}:{' '}
        {parts
          .filter((part) => part !== 'withdrawn' || standing[part] > 0)
          .map((part) => (
            <span key={part} data-part={part} data-some={standing[part] > 0 || undefined}>
              {t(`month.standing.${part}`, { n: shownCount(standing[part]) })}
            </span>
          ))}
      </p>
      <p className={`${styles.stamp} nums`}>{t('month.asOf', { moment: shownMoment(asOf) })}</p>
    </section>
  );
}
