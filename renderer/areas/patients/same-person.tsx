import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useAsk } from '../../client/use-ask.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import styles from './patient-form.module.css';
import { PatientFacts } from './patient-header.tsx';
import { usePatientWords } from './patient-words.ts';

interface SamePersonProps {
  code: string;
  patientId: string;
  onOpen: (patientId: string) => void;
  onSomebodyElse: () => void;
}

/** Somebody registered here may be the same person: shown beside the choice, never decided for the clerk. */
export function SamePerson({ code, patientId, onOpen, onSomebodyElse }: SamePersonProps) {
  const { t } = useTranslation();
  const words = usePatientWords();
  const { data } = useAsk('patients.get', { patientId }, { isEnabled: patientId !== '' });
  const box = useRef<HTMLDivElement>(null);
  const isSurelySame = code === 'already-registered';
  useEffect(() => box.current?.querySelector('button')?.focus(), []);
  const names = data ? words.names(data.patient) : null;
  return (
    <div ref={box}>
      <Notice
        tone="wait"
        isUrgent
        title={t(isSurelySame ? 'register.alreadyTitle' : 'register.similarTitle')}
        testId="same-person"
      >
        {data && names ? (
          <div className={styles.same}>
            <span>
              <b>{names.first}</b> {names.second}
            </span>
            <PatientFacts patient={data.patient} ageYears={data.ageYears} village={data.village} />
          </div>
        ) : null}
        <p>{t(isSurelySame ? 'register.alreadyText' : 'register.similarText')}</p>
        <div className={styles.choices}>
          <Button kind="main" onClick={() => onOpen(patientId)}>
            {t('register.openThat')}
          </Button>
          {isSurelySame ? null : <Button onClick={onSomebodyElse}>{t('register.somebodyElse')}</Button>}
        </div>
      </Notice>
    </div>
  );
}
