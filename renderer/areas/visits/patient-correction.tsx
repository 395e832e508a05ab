import { useTranslation } from 'react-i18next';
import { useAsk } from '../../client/use-ask.ts';
import { NotThere } from '../desk/not-there.tsx';
import { useFixWords } from '../exchange/use-fix-words.ts';
import { CorrectPatient } from '../patients/correct-patient.tsx';

interface PatientCorrectionProps {
  patientId: string;
  onOpenPatient: (patientId: string) => void;
  onBack: () => void;
}

/** What is kept of the patient at the desk, to be put right: a new phone, a name that was misheard. */
export function PatientCorrection({ patientId, onOpenPatient, onBack }: PatientCorrectionProps) {
  const { t } = useTranslation();
  const words = useFixWords();
  const { data: found, error, refetch } = useAsk('patients.get', { patientId });
  if (!found) return <NotThere error={error} onRetry={() => void refetch()} />;
  const label = words.label({ kind: 'patient', label: found.patient.patientNumber });
  return (
    <CorrectPatient
      found={found}
      title={t('fix.form.title', { label })}
      wrong={null}
      saveSays={t('register.save')}
      back={{ says: t('register.cancel'), act: onBack }}
      onCorrected={onBack}
      onOpenPatient={onOpenPatient}
    />
  );
}
