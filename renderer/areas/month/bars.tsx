import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RowsWish } from '../../../shared/month/record.ts';
import { shownCount, shownDate } from '../../ui/dates.ts';
import { type Bar, barLength, daysOfMonth, wishKey } from './figures.ts';
import styles from './month.module.css';
import { useRoving } from './use-roving.ts';

interface Chart extends OpensRows {
  /** How far what is counted has come. */
  stamp: ReactNode;
}

export interface OpensRows {
  onRows: (wish: RowsWish) => void;
}

/** Bars with their numbers, longest as they come; a table to whoever has it read out. */
export function BarTable({ name, title, bars, onRows, stamp }: Chart & { name: string; title: string; bars: Bar[] }) {
  const { t } = useTranslation();
  const roving = useRoving<HTMLTableElement>();
  const longest = Math.max(0, ...bars.map(({ value }) => value));
  const sum = bars.reduce((total, { value }) => total + value, 0);
  return (
    <section className={styles.card} aria-labelledby={`chart-${name}`}>
      <h2 id={`chart-${name}`}>{title}</h2>
      <table
        ref={roving.place}
        className={styles.bars}
        aria-labelledby={`chart-${name}`}
        onKeyDown={roving.onKeyDown}
        data-testid={`chart-${name}`}
      >
        <thead className="hidden">
          <tr>
            <th scope="col">{t('month.chart.what')}</th>
            <th scope="col">{t('month.chart.visits')}</th>
            <th scope="col">%</th>
          </tr>
        </thead>
        <tbody>
          {bars.map(({ key, label, value, wish }, index) => (
            <tr key={key} data-bar={key}>
              <th scope="row">{label}</th>
              <td className={styles.bar}>
                <button
                  type="button"
                  {...roving.stopAt(index)}
                  className={styles.open}
                  data-rows={wishKey(wish)}
                  aria-label={`${label}: ${shownCount(value)}`}
                  onClick={() => onRows(wish)}
                >
                  <span className={styles.fill} style={{ width: `${barLength(value, longest) * 0.78}%` }} />
                  <b className="nums">{shownCount(value)}</b>
                </button>
              </td>
              <td className={`${styles.share} nums`}>{sum === 0 ? '' : `${Math.round((100 * value) / sum)} %`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {stamp}
    </section>
  );
}

/** A column for each day of the month. */
export function DayColumns({ month, byDay, onRows, stamp }: Chart & DaysOf) {
  const { t } = useTranslation();
  const roving = useRoving<HTMLDivElement>();
  const days = daysOfMonth(month, byDay);
  const longest = Math.max(0, ...days.map(({ visits }) => visits));
  return (
    <section className={`${styles.card} ${styles.wide}`} aria-labelledby="chart-day">
      <h2 id="chart-day">{t('month.chart.byDay')}</h2>
      {/* biome-ignore lint/a11y/useSemanticElements: columns of a chart, not a fieldset of a form. */}
      <div
        ref={roving.place}
        role="group"
        className={styles.days}
        aria-labelledby="chart-day"
        onKeyDown={roving.onKeyDown}
        data-testid="chart-day"
      >
        {days.map(({ day, visits }, index) => (
          <button
            key={day}
            type="button"
            {...roving.stopAt(index)}
            className={styles.day}
            data-rows={wishKey({ day })}
            data-visits={visits}
            onClick={() => onRows({ day })}
          >
            <span className="hidden">{t('month.chart.dayVisits', { day: shownDate(day), n: shownCount(visits) })}</span>
            <span className={styles.column} aria-hidden="true">
              <span className={`${styles.many} nums`}>{visits === 0 ? '' : shownCount(visits)}</span>
              <span className={styles.fill} style={{ height: `${barLength(visits, longest) * 0.78}%` }} />
            </span>
            <span className={`${styles.date} nums`} aria-hidden="true">
              {Number(day.slice(-2))}
            </span>
          </button>
        ))}
      </div>
      <table className="hidden">
        <caption>{t('month.chart.byDay')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('month.chart.day')}</th>
            <th scope="col">{t('month.chart.visits')}</th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ day, visits }) => (
            <tr key={day}>
              <th scope="row">{shownDate(day)}</th>
              <td>{visits}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {stamp}
    </section>
  );
}

interface DaysOf {
  month: string;
  byDay: readonly { day: string; visits: number }[];
}

interface Band {
  band: string;
  label: string;
  female: number;
  male: number;
}

/** Women to the left, men to the right, of each age. */
export function AgeSex({ bands, onRows, stamp }: Chart & { bands: Band[] }) {
  const { t } = useTranslation();
  const roving = useRoving<HTMLTableElement>();
  const longest = Math.max(0, ...bands.flatMap(({ female, male }) => [female, male]));
  return (
    <section className={styles.card} aria-labelledby="chart-age">
      <h2 id="chart-age">{t('month.chart.byAgeSex')}</h2>
      <table
        ref={roving.place}
        className={styles.ages}
        aria-labelledby="chart-age"
        onKeyDown={roving.onKeyDown}
        data-testid="chart-age"
      >
        <thead>
          <tr>
            <th scope="col">{t('month.chart.band')}</th>
            <th scope="col" className={styles.toLeft}>
              {t('words.sex.female')}
            </th>
            <th scope="col">{t('words.sex.male')}</th>
          </tr>
        </thead>
        <tbody>
          {bands.map(({ band, label, ...of }, row) => (
            <tr key={band}>
              <th scope="row">{label}</th>
              {(['female', 'male'] as const).map((sex, column) => (
                <td key={sex}>
                  <button
                    type="button"
                    {...roving.stopAt(row * 2 + column)}
                    className={styles.open}
                    data-sex={sex}
                    data-rows={wishKey({ ageBand: band, sex })}
                    aria-label={`${label}, ${t(`words.sex.${sex}`)}: ${shownCount(of[sex])}`}
                    onClick={() => onRows({ ageBand: band, sex })}
                  >
                    <span className={styles.fill} style={{ width: `${barLength(of[sex], longest) * 0.7}%` }} />
                    <b className="nums">{shownCount(of[sex])}</b>
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {stamp}
    </section>
  );
}
