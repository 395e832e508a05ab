import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Patient } from '../../../shared/patients/record.ts';
import type { AskOutput } from '../../client/client.ts';
import { FormFrame } from '../../ui/form-frame.tsx';
import { Unchanged } from '../desk/unchanged.tsx';
import { FormObstacles } from './form-obstacles.tsx';
import { PatientFields } from './patient-fields.tsx';
import { useCorrection } from './use-correction.ts';

interface CorrectPatientProps {
  found: AskOutput<'patients.get'>;
  title: string;
  /** The field that is wrong, as the record calls it, and why; null where only the clerk knows. */
  wrong: { field: string | null; says: string } | null;
  saveSays: string;
  back: { says: string; act: () => void };
  onCorrected: (patient: Patient) => void;
  onOpenPatient: (patientId: string) => void;
}

/** The form of a known patient, open at the field that is wrong. */
export function CorrectPatient(props: CorrectPatientProps) {
  const { found, title, wrong, saveSays, back, onCorrected, onOpenPatient } = props;
  const { t } = useTranslation();
  const form = useRef<HTMLFormElement>(null);
  const { command, errors, similar, draft, setDraft, isUnchanged, send } = useCorrection(form, {
    ...{ found, wrong, onCorrected },
  });
  return (
    <FormFrame
      place={form}
      level={2}
      title={title}
      testId="correct-patient"
      inTheWay={
        <>
          <FormObstacles {...{ command, similar }} onOpen={onOpenPatient} onSomebodyElse={() => void send(true)} />
          {isUnchanged ? <Unchanged /> : null}
        </>
      }
      back={back}
      submit={{
        says: command.isBusy ? t('register.saving') : saveSays,
        act: () => void send(false),
        isBusy: command.isBusy,
        isSecond: similar !== null,
      }}
    >
      <PatientFields draft={draft} onDraft={setDraft} errors={errors} isDisabled={command.state.at === 'retrying'} />
    </FormFrame>
  );
}
