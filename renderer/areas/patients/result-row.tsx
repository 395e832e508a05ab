import { useTranslation } from 'react-i18next';
import type { RosterMatch } from '../../../shared/eligibility/shown.record.ts';
import type { PatientHit } from '../../../shared/patients/contract.ts';
import { Badge } from '../../ui/badge.tsx';
import { shownDate } from '../../ui/dates.ts';
import { useAbout } from '../desk/use-about.ts';
import { placeName } from '../facility/place-name.ts';
import { Marked } from './marked.tsx';
import { deskOf, shownBirth, usePatientWords } from './patient-words.ts';
import styles from './search.module.css';

/** One person found: names, what tells people of one name apart, and who paid last time. */
export function PatientRow({ hit, query }: { hit: PatientHit; query: string }) {
  const { t, i18n } = useTranslation();
  const words = usePatientWords();
  const { patient, village, lastVisitOn, lastPayer, matchedBy } = hit;
  const { first, second } = words.names(patient);
  const ownDesk = useAbout().data?.deskNumber ?? null;
  const desk = deskOf(patient.patientNumber);
  const isByNumber = matchedBy === 'identifier' || matchedBy === 'phone' || matchedBy === 'patient-number';
  const number =
    matchedBy === 'phone'
      ? patient.phone
      : matchedBy === 'patient-number'
        ? patient.patientNumber
        : patient.identifiers.find(({ raw }) => raw !== '')?.raw;
  return (
    <>
      <span className={styles.names}>
        <b>
          <Marked text={first} query={query} />
        </b>
        {second ? (
          <span className={styles.latin}>
            <Marked text={second} query={query} />
          </span>
        ) : null}
      </span>
      {hit.withdrawn ? (
        <span className={styles.badge}>
          <Badge tone="no">{t('words.syncState.withdrawn')}</Badge>
        </span>
      ) : lastPayer ? (
        <span className={styles.badge}>
          <Badge tone={lastPayer === 'self' || lastPayer === 'undecided' ? 'plain' : 'river'}>
            {words.payer(lastPayer)}
          </Badge>
        </span>
      ) : null}
      <span className={styles.why}>
        {ownDesk === null || desk === String(ownDesk) ? null : <span>{t('words.desk', { n: desk })}</span>}
        <span>{t(`words.sex.${patient.sex}`)}</span>
        <span className="nums">
          <Marked text={shownBirth(patient)} query={query} />
        </span>
        {village ? (
          <span>
            <Marked text={t('words.village', { name: placeName(village, i18n.language) })} query={query} />
          </span>
        ) : null}
        {isByNumber && number ? (
          <span className="nums">
            <Marked text={number} query={query} />
          </span>
        ) : (
          <span className="nums">
            {lastVisitOn ? t('words.lastVisit', { date: shownDate(lastVisitOn) }) : t('words.neverVisited')}
          </span>
        )}
      </span>
    </>
  );
}

const PRECISION_LENGTHS: Partial<Record<string, number>> = { day: 10, month: 7, year: 4 };

export function MemberRow({ member, query }: { member: RosterMatch; query: string }) {
  const { t } = useTranslation();
  const { first, second } = usePatientWords().names(member);
  const length = PRECISION_LENGTHS[member.birthDatePrecision] ?? 4;
  return (
    <>
      <span className={styles.names}>
        <b>
          <Marked text={first} query={query} />
        </b>
        <span className={styles.latin}>{second}</span>
      </span>
      <span className={styles.badge}>
        <Badge tone="plain">{t('desk.box.rosterUse')}</Badge>
      </span>
      <span className={styles.why}>
        {member.sex ? <span>{t(`words.sex.${member.sex}`)}</span> : null}
        {member.birthDate ? <span className="nums">{shownDate(member.birthDate.slice(0, length))}</span> : null}
        <span className="nums">
          <Marked text={member.nssfNumber} query={query} />
        </span>
      </span>
    </>
  );
}
