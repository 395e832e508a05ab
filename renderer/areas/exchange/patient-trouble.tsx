import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AskOutput } from '../../client/client.ts';
import { useAsk } from '../../client/use-ask.ts';
import { Button } from '../../ui/button.tsx';
import { shownMoment } from '../../ui/dates.ts';
import { Notice } from '../../ui/notice.tsx';
import { ConflictPanel } from './conflict-panel.tsx';
import { ConflictValue } from './conflict-value.tsx';
import styles from './fix.module.css';
import type { ListedConflict } from './tray.ts';
import { useFixWords } from './use-fix-words.ts';

const PAST_MAX = 3;

/** What is the matter with this patient's record, if anything: withdrawn, set aside by the centre, or in dispute. */
export function PatientTrouble({ patient, withdrawn, syncState }: AskOutput<'patients.get'>) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [settled, setSettled] = useState<(() => string) | null>(null);
  const { data } = useAsk('patients.conflicts', { patientId: patient.id });
  const [conflict] = data?.conflicts ?? [];
  const { data: past } = useAsk('patients.conflicts', { patientId: patient.id, isSettled: true, limit: PAST_MAX });
  if (withdrawn) {
    return (
      <Notice tone="no" title={t('desk.patient.withdrawn')} testId="patient-withdrawn">
        {t('desk.patient.withdrawnBecause', { reason: withdrawn.reason, moment: shownMoment(withdrawn.at) })}
      </Notice>
    );
  }
  return (
    <>
      {syncState === 'needs-fixing' ? (
        <Notice tone="no" title={t('desk.patient.setAside')} testId="patient-set-aside">
          <div>
            <Button onClick={() => void navigate({ to: '/fix', search: { record: `patient ${patient.id}` } })}>
              {t('fix.correct')}
            </Button>
          </div>
        </Notice>
      ) : null}
      {settled === null ? null : <Notice tone="ok">{settled()}</Notice>}
      <ByRule conflicts={past?.conflicts.filter(({ settledAt }) => settledAt === null) ?? []} />
      {conflict ? (
        <ConflictPanel key={conflict.conflictId} conflict={conflict} onSettled={(says) => setSettled(() => says)} />
      ) : null}
    </>
  );
}

/** What lost against a later value by the rule alone: nothing of it is dropped in silence. */
function ByRule({ conflicts }: { conflicts: ListedConflict[] }) {
  const { t } = useTranslation();
  const words = useFixWords();
  if (conflicts.length === 0) return null;
  return (
    <ul className={styles.past} data-testid="by-rule">
      {conflicts.map(({ conflictId, field, kept, other, deskNumber, madeAt }) => (
        <li key={conflictId}>
          {words.field(field)} · {t('fix.conflict.kept')}:{' '}
          <b>
            <ConflictValue field={field} value={kept} />
          </b>{' '}
          · {words.otherDesk({ deskNumber, madeAt })}:{' '}
          <b>
            <ConflictValue field={field} value={other} />
          </b>
        </li>
      ))}
    </ul>
  );
}
