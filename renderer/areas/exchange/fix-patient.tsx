import { useTranslation } from 'react-i18next';
import type { AttentionItem } from '../../../shared/outbox/record.ts';
import { useAsk } from '../../client/use-ask.ts';
import { NotThere } from '../desk/not-there.tsx';
import { CorrectPatient } from '../patients/correct-patient.tsx';
import { useFixWords } from './use-fix-words.ts';

interface FixPatientProps {
  item: AttentionItem;
  /** What the centre says of the field. */
  says: string;
  onDone: (says: () => string) => void;
  onBack: () => void;
  onOpenPatient: (patientId: string) => void;
}

/** The form of a patient whom the centre has set aside. */
export function FixPatient({ item, says, onDone, onBack, onOpenPatient }: FixPatientProps) {
  const { t } = useTranslation();
  const words = useFixWords();
  const { data: found, error, refetch } = useAsk('patients.get', { patientId: item.recordId });
  if (!found) return <NotThere error={error} onRetry={() => void refetch()} />;
  return (
    <CorrectPatient
      key={found.patient.version}
      found={found}
      title={t('fix.form.title', { label: words.label(item) })}
      wrong={{ field: item.field, says }}
      saveSays={t('fix.save')}
      back={{ says: t('fix.back'), act: onBack }}
      onCorrected={({ patientNumber }) =>
        onDone(() =>
          patientNumber === found.patient.patientNumber
            ? t('fix.done.corrected', { label: words.label(item) })
            : t('fix.done.newNumber', { number: patientNumber }),
        )
      }
      onOpenPatient={onOpenPatient}
    />
  );
}
