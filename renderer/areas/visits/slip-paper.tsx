import { useTranslation } from 'react-i18next';
import type { Slip } from '../../../shared/visits/contract.ts';
import { shownDate, shownTime } from '../../ui/dates.ts';
import { Qr } from '../../ui/qr.tsx';
import styles from './slip-paper.module.css';

/** The slip as it is printed, 58 mm wide, in black alone: a bad thermal head has no grey. */
export function SlipPaper({ slip }: { slip: Slip }) {
  const { t } = useTranslation();
  return (
    <article className={styles.paper} aria-label={t('visits.slip.paper')} data-testid="slip">
      {slip.isPractice ? <p className={styles.practice}>{t('visits.slip.practice')}</p> : null}
      <header>
        <b>{slip.facilityNameKm}</b>
        <span className={styles.latin}>{slip.facilityNameLatin}</span>
      </header>
      <p className={styles.number}>
        <span className="hidden">{t('visits.slip.number')} </span>
        {slip.slipNumber}
      </p>
      <p className={styles.department}>{t(`words.department.${slip.department}`)}</p>
      <p className={styles.name}>
        {slip.nameKm ? <b>{slip.nameKm}</b> : null}
        {slip.nameLatin ? <span className={styles.latin}>{slip.nameLatin}</span> : null}
      </p>
      <p>
        {slip.sex === 'female' || slip.sex === 'male' ? t(`words.sex.${slip.sex}`) : slip.sex} ·{' '}
        {t('words.age', { years: slip.ageYears })}
      </p>
      <p className={styles.payer}>
        <b>{t(`words.payer.${slip.payer}`)}</b> · {t(`visits.slip.state.${slip.outcome}`)}
        {slip.asOf ? <small>{t('desk.verdict.asOf', { date: shownDate(slip.asOf) })}</small> : null}
      </p>
      <div className={styles.foot}>
        <Qr text={slip.patientNumber} label={slip.patientNumber} />
        <p>
          <b className="nums">{slip.patientNumber}</b>
          <span className="nums">
            {shownDate(slip.serviceDate)} {shownTime(slip.openedAt)}
          </span>
        </p>
      </div>
    </article>
  );
}
