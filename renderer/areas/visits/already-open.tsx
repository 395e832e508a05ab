import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Slip } from '../../../shared/visits/contract.ts';
import { useAsk } from '../../client/use-ask.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { Notice } from '../../ui/notice.tsx';
import styles from './patient-pane.module.css';
import type { Department } from './visit-plan.ts';

const REASON_LETTERS_MIN = 3;

interface AlreadyOpenProps {
  patientId: string;
  department: Department;
  details: Record<string, string | number>;
  isBusy: boolean;
  onShowSlip: (slip: Slip) => void;
  onSecond: (reason: string) => void;
}

/** There is a visit to this department already: show its slip, or say why there is a second one. */
export function AlreadyOpen({ patientId, department, details, isBusy, onShowSlip, onSecond }: AlreadyOpenProps) {
  const { t } = useTranslation();
  const { data } = useAsk('visits.list', { patientId, limit: 20 });
  const [reason, setReason] = useState('');
  const [isShort, setShort] = useState(false);
  const existing = data?.visits.find(({ visit }) => visit.id === details['visitId']);
  const number = existing?.slip.slipNumber ?? details['slipNumber'];
  const box = useRef<HTMLDivElement>(null);
  const hasExisting = existing !== undefined;
  useEffect(() => {
    if (hasExisting) box.current?.querySelector<HTMLElement>('button:last-of-type')?.focus();
  }, [hasExisting]);
  const second = () => {
    const isEnough = reason.trim().length >= REASON_LETTERS_MIN;
    setShort(!isEnough);
    if (isEnough) onSecond(reason.trim());
  };
  const where = t(`words.department.${department}`);
  return (
    <div ref={box}>
      <Notice
        tone="wait"
        isUrgent
        testId="already-open"
        title={
          number === undefined
            ? t('desk.patient.alreadyOpenUnknown', { department: where })
            : t('desk.patient.alreadyOpen', { number, department: where })
        }
      >
        <p>{t('desk.patient.otherDepartment')}</p>
        <div className={styles.second}>
          <TextField
            label={t('desk.patient.secondReason')}
            value={reason}
            maxLength={200}
            error={isShort ? t('desk.patient.reasonShort') : null}
            onChange={(event) => setReason(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              second();
            }}
          />
          <Button isBusy={isBusy} onClick={second}>
            {t('desk.patient.secondOpen')}
          </Button>
          {existing ? (
            <Button kind="main" onClick={() => onShowSlip(existing.slip)}>
              {t('desk.patient.showExisting')}
            </Button>
          ) : null}
        </div>
      </Notice>
    </div>
  );
}
