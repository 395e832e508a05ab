import { useTranslation } from 'react-i18next';
import type { AskOutput } from '../../client/client.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { placeName } from '../facility/place-name.ts';
import styles from './patient-header.module.css';
import { deskOf, shownBirth, usePatientWords } from './patient-words.ts';

type Shown = AskOutput<'patients.get'>;

/** Who is at the desk: the name large in Khmer, lighter in Latin, the number of the facility at the right. */
export function PatientHeader(props: Shown & { onCorrect: (() => void) | undefined }) {
  const { patient, ageYears, village, isOtherDesk, withdrawn, syncState } = props;
  const { t } = useTranslation();
  // What the centre has set aside is corrected where it says why.
  const onCorrect = withdrawn === null && syncState !== 'needs-fixing' ? props.onCorrect : undefined;
  useHotkeys(onCorrect ? { c: onCorrect } : {});
  const { first, second } = usePatientWords().names(patient);
  return (
    <header className={styles.head}>
      <div className={styles.who}>
        <h1 id="patient-name">{first}</h1>
        {second ? <span className={styles.latin}>{second}</span> : null}
        <span className={`${styles.number} nums`}>
          <span className="hidden">{t('desk.patient.number')}</span> {patient.patientNumber}
        </span>
        {isOtherDesk ? <Badge tone="plain">{t('words.desk', { n: deskOf(patient.patientNumber) })}</Badge> : null}
      </div>
      <div className={styles.line}>
        <PatientFacts patient={patient} ageYears={ageYears} village={village} />
        {onCorrect ? (
          <Button kind="quiet" hotkey="C" onClick={onCorrect} data-testid="correct">
            {t('fix.correct')}
          </Button>
        ) : null}
      </div>
    </header>
  );
}

export function PatientFacts({ patient, ageYears, village }: Pick<Shown, 'patient' | 'ageYears' | 'village'>) {
  const { t, i18n } = useTranslation();
  const words = usePatientWords();
  return (
    <div className={styles.facts}>
      <span>{t(`words.sex.${patient.sex}`)}</span>
      <span className="nums">
        <b>{words.age(patient, ageYears)}</b>
        {patient.birthDatePrecision === 'age' ? null : ` (${shownBirth(patient)})`}
      </span>
      {patient.identifiers.map(({ kind, raw }) => (
        <span key={kind} className="nums">
          {t(`words.identifier.${kind}`)} <b>{raw}</b>
        </span>
      ))}
      {patient.phone ? (
        <span className="nums">
          {t('desk.patient.phone')} <b>{patient.phone}</b>
        </span>
      ) : null}
      {village ? <span>{t('words.village', { name: placeName(village, i18n.language) })}</span> : null}
    </div>
  );
}
