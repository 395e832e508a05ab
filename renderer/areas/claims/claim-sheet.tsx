import { useTranslation } from 'react-i18next';
import type { AskOutput } from '../../client/client.ts';
import { shownCount, shownDate } from '../../ui/dates.ts';
import styles from './claims.module.css';
import { useClaimWords } from './use-claim-words.ts';
import { useRiel } from './use-riel.ts';

/** What is asked for, to be read. */
export function ClaimSheet({ got }: { got: AskOutput<'claims.get'> }) {
  const { t } = useTranslation();
  const words = useClaimWords();
  const riel = useRiel();
  const { claim } = got.listed;
  const { categories, rates } = got.reference;
  const isByDay = (category: string) => rates.some((rate) => rate.category === category && rate.unit === 'day');
  return (
    <>
      <table className={styles.lines}>
        <caption>{t('claims.asked')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('claims.case')}</th>
            <th scope="col">{t('claims.quantity')}</th>
            <th scope="col">{t('claims.unit')}</th>
            <th scope="col">{t('claims.amount')}</th>
          </tr>
        </thead>
        <tbody>
          {claim.lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line has no name but its place, and this list is only read.
            <tr key={index}>
              <th scope="row">{words.named(categories, line.category)}</th>
              <td className="nums">
                {shownCount(line.quantity)} {isByDay(line.category) ? t('claims.days') : null}
              </td>
              <td className="nums">{shownCount(line.unitRiel)}</td>
              <td className="nums">{shownCount(line.amountRiel)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={3}>
              {t('claims.total')}
            </th>
            <td className="nums" data-testid="claim-total">
              <b>{riel(claim.totalRiel)}</b>
            </td>
          </tr>
          {claim.patientPaidRiel > 0 ? (
            <tr>
              <th scope="row" colSpan={3}>
                {t('claims.patientPaid')}
              </th>
              <td className="nums">{riel(claim.patientPaidRiel)}</td>
            </tr>
          ) : null}
        </tfoot>
      </table>
      <Told got={got} />
    </>
  );
}

/** The details and documents that somebody has written down. */
function Told({ got }: { got: AskOutput<'claims.get'> }) {
  const { t } = useTranslation();
  const words = useClaimWords();
  const { claim } = got.listed;
  const { checklist } = got.reference;
  const details = Object.entries(claim.details).flatMap(([name, value]) =>
    value === null ? [] : [[name as keyof typeof claim.details, value] as const],
  );
  if (details.length === 0 && claim.documents.length === 0) return null;
  return (
    <dl className={styles.told}>
      {details.map(([name, value]) => (
        <div key={name}>
          <dt>{t(`claims.detail.${name}`)}</dt>
          <dd className="nums">{name.endsWith('On') ? shownDate(String(value)) : value}</dd>
        </div>
      ))}
      {claim.documents.length > 0 ? (
        <div>
          <dt>{t('claims.documents')}</dt>
          <dd>{claim.documents.map((code) => words.named(checklist, code)).join(' · ')}</dd>
        </div>
      ) : null}
    </dl>
  );
}
