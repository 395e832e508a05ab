import { useTranslation } from 'react-i18next';
import { CLAIMED_STATES } from '../../../shared/claims/record.ts';
import type { MonthReport } from '../../../shared/month/record.ts';
import type { AskOutput } from '../../client/client.ts';
import { shownCount } from '../../ui/dates.ts';
import { Icon } from '../../ui/icon.tsx';
import { CLAIM_SIGNS, useScreenLanguage } from '../claims/use-claim-words.ts';
import { useMonthName } from '../claims/use-month-name.ts';
import { usePatientWords } from '../patients/patient-words.ts';
import type { OpensRows } from './bars.tsx';
import { shownChange, wishKey } from './figures.ts';
import styles from './month.module.css';
import { Stamp } from './stamp.tsx';
import { useRoving } from './use-roving.ts';

/** Claims by state, with the sum of what is asked for below. */
export function ClaimStates({ report, onRows }: OpensRows & { report: MonthReport }) {
  const { t } = useTranslation();
  const roving = useRoving<HTMLTableElement>();
  const { byState, claimed } = report.claims;
  const states = byState.filter(({ claims }) => claims > 0);
  return (
    <section className={styles.card} aria-labelledby="claim-states">
      <h2 id="claim-states">{t('month.claims.title')}</h2>
      {states.length === 0 ? (
        <p className={styles.soft}>{t('month.claims.none')}</p>
      ) : (
        <table
          ref={roving.place}
          className={styles.table}
          aria-labelledby="claim-states"
          onKeyDown={roving.onKeyDown}
          data-testid="claim-states"
        >
          <thead>
            <tr>
              <th scope="col">{t('month.claims.state')}</th>
              <th scope="col">{t('month.claims.count')}</th>
              <th scope="col">{t('month.claims.amount')}</th>
            </tr>
          </thead>
          <tbody>
            {states.map(({ state, claims, amountRiel }, index) => (
              <tr key={state} data-claimed={CLAIMED_STATES.includes(state)}>
                <th scope="row">
                  <Icon name={CLAIM_SIGNS[state].icon} size={16} /> {t(`claims.state.${state}`)}
                </th>
                <td>
                  <button
                    type="button"
                    {...roving.stopAt(index)}
                    className={`${styles.link} nums`}
                    data-rows={wishKey({ claimState: state })}
                    aria-label={`${t(`claims.state.${state}`)}: ${shownCount(claims)}`}
                    onClick={() => onRows({ claimState: state })}
                  >
                    {shownCount(claims)}
                  </button>
                </td>
                <td className="nums">{shownCount(amountRiel)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t('month.claims.claimed')}</th>
              <td className="nums">{shownCount(claimed.claims)}</td>
              <td className="nums">{shownCount(claimed.amountRiel)}</td>
            </tr>
          </tfoot>
        </table>
      )}
      <Stamp report={report} of="claims" />
    </section>
  );
}

/** What is claimed, by payer, code and case: the sums of the paper. */
export function ClaimSummary({ report }: { report: MonthReport }) {
  const { t } = useTranslation();
  const language = useScreenLanguage();
  const patient = usePatientWords();
  const rows = report.claims.summary.filter(({ cases }) => cases > 0);
  if (rows.length === 0) return null;
  return (
    <section className={`${styles.card} ${styles.wide}`} aria-labelledby="claim-summary">
      <h2 id="claim-summary">{t('month.claims.summary')}</h2>
      <table className={styles.table} aria-labelledby="claim-summary" data-testid="claim-summary">
        <thead>
          <tr>
            <th scope="col">{t('month.claims.payer')}</th>
            <th scope="col" className={styles.words}>
              {t('month.claims.code')}
            </th>
            <th scope="col" className={styles.words}>
              {t('month.claims.category')}
            </th>
            <th scope="col">{t('month.claims.unit')}</th>
            <th scope="col">{t('month.claims.cases')}</th>
            <th scope="col">{t('month.claims.amount')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ payer, paymentCode, category, unitRiel, cases, amountRiel }) => (
            <tr key={`${payer} ${paymentCode} ${category} ${unitRiel}`}>
              <th scope="row">{patient.payer(payer)}</th>
              <td className={styles.words}>
                {paymentCode === null ? '' : (report.paymentCodeWords[paymentCode]?.[language] ?? paymentCode)}
              </td>
              <td className={styles.words}>{report.categoryWords[category]?.[language] ?? category}</td>
              <td className="nums">{shownCount(unitRiel)}</td>
              <td className="nums">{shownCount(cases)}</td>
              <td className="nums">{shownCount(amountRiel)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={5}>
              {t('month.claims.claimed')}
            </th>
            <td className="nums">{shownCount(report.claims.claimed.amountRiel)}</td>
          </tr>
        </tfoot>
      </table>
      <Stamp report={report} of="claims" />
    </section>
  );
}

/** Beside last month, and the same month of last year. */
export function Compared({ report, before, lastYear }: AskOutput<'month.report'>) {
  const { t } = useTranslation();
  const monthName = useMonthName();
  const now = {
    visits: report.visits.total,
    claims: report.claims.claimed.claims,
    amountRiel: report.claims.claimed.amountRiel,
  };
  const names = { visits: 'visits', claims: 'claims', amountRiel: 'riel' } as const;
  const others = [
    ['before', before],
    ['lastYear', lastYear],
  ] as const;
  return (
    <section className={styles.card} aria-labelledby="compared">
      <h2 id="compared">{t('month.compare.title')}</h2>
      {before === null && lastYear === null ? null : (
        <p className={styles.soft}>{t('month.compare.lead', { month: monthName(report.month) })}</p>
      )}
      <table className={styles.table} aria-labelledby="compared" data-testid="compared">
        <thead>
          <tr>
            <th scope="col">{t('month.compare.figure')}</th>
            <th scope="col">{monthName(report.month)}</th>
            {others.map(([name, other]) => (
              <th key={name} scope="col">
                {other === null ? t(`month.compare.${name}`) : monthName(other.month)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(['visits', 'claims', 'amountRiel'] as const).map((figure) => (
            <tr key={figure}>
              <th scope="row">{t(`month.compare.${names[figure]}`)}</th>
              <td className="nums">{shownCount(now[figure])}</td>
              {others.map(([name, other]) => (
                <td key={name} className="nums">
                  {other === null ? (
                    <span className={styles.soft}>{t('month.compare.nothing')}</span>
                  ) : (
                    <>
                      {shownCount(other[figure])}{' '}
                      <span className={styles.soft}>{shownChange(now[figure], other[figure])}</span>
                    </>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Stamp report={report} of={['visits', 'claims']} />
    </section>
  );
}

/** What has changed in closed months since, and counts in this one. */
export function Adjustments({ report }: { report: MonthReport }) {
  const { t } = useTranslation();
  const monthName = useMonthName();
  const patient = usePatientWords();
  if (report.adjustments.length === 0) return null;
  return (
    <section className={`${styles.card} ${styles.wide}`} aria-labelledby="adjustments">
      <h2 id="adjustments">{t('month.adjust.title')}</h2>
      <p className={styles.soft}>{t('month.adjust.lead')}</p>
      <table className={styles.table} aria-labelledby="adjustments" data-testid="adjustments">
        <thead>
          <tr>
            <th scope="col">{t('month.adjust.month')}</th>
            <th scope="col" className={styles.words}>
              {t('month.adjust.why')}
            </th>
            <th scope="col" className={styles.words}>
              {t('month.claims.payer')}
            </th>
            <th scope="col">{t('month.compare.visits')}</th>
            <th scope="col">{t('month.compare.claims')}</th>
            <th scope="col">{t('month.adjust.riel')}</th>
          </tr>
        </thead>
        <tbody>
          {report.adjustments.map(({ month, why, payer, visits, claims, amountRiel }) => (
            <tr key={`${month} ${why} ${payer}`}>
              <th scope="row">{monthName(month)}</th>
              <td className={styles.words}>{t(`month.adjust.reason.${why}`)}</td>
              <td className={styles.words}>{patient.payer(payer)}</td>
              <td className="nums">{shownCount(visits)}</td>
              <td className="nums">{shownCount(claims)}</td>
              <td className="nums">{shownCount(amountRiel)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={5}>
              {t('month.adjust.payable')}
            </th>
            <td className="nums">{shownCount(report.payableRiel)}</td>
          </tr>
        </tfoot>
      </table>
      <Stamp report={report} of="claims" />
    </section>
  );
}
