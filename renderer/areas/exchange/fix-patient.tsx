import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AttentionItem } from '../../../shared/outbox/record.ts';
import type { AskOutput } from '../../client/client.ts';
import { useAsk } from '../../client/use-ask.ts';
import { Button } from '../../ui/button.tsx';
import { Late } from '../../ui/late.tsx';
import { CommandNotice, QueryNotice } from '../desk/fault-notice.tsx';
import { PatientFields } from '../patients/patient-fields.tsx';
import { SamePerson } from '../patients/same-person.tsx';
import { useCorrection } from '../patients/use-correction.ts';
import { AT_FIELDS } from '../patients/use-field-errors.ts';
import styles from './fix.module.css';
import { Unchanged } from './unchanged.tsx';
import { useFixWords } from './use-fix-words.ts';

interface FixPatientProps {
  item: AttentionItem;
  /** What the centre says of the field. */
  says: string;
  onDone: (said: string) => void;
  onBack: () => void;
  onOpenPatient: (patientId: string) => void;
}

/** The form of the patient, open at the field that is wrong. */
export function FixPatient(props: FixPatientProps) {
  const { t } = useTranslation();
  const found = useAsk('patients.get', { patientId: props.item.recordId });
  if (found.data) return <Form key={found.data.patient.version} {...props} found={found.data} />;
  if (found.error) return <QueryNotice error={found.error} onRetry={() => void found.refetch()} />;
  return (
    <Late>
      <p role="status">{t('shell.loading')}</p>
    </Late>
  );
}

function Form({ item, says, found, ...ways }: FixPatientProps & { found: AskOutput<'patients.get'> }) {
  const { t } = useTranslation();
  const words = useFixWords();
  const form = useRef<HTMLFormElement>(null);
  const label = words.label(item);
  const correction = useCorrection(form, {
    ...{ found, says, field: item.field },
    onCorrected: (patient) =>
      ways.onDone(
        patient.patientNumber === found.patient.patientNumber
          ? t('fix.done.corrected', { label })
          : t('fix.done.newNumber', { number: patient.patientNumber }),
      ),
  });
  const { command, errors, similar, draft } = correction;
  return (
    <form
      ref={form}
      className={styles.form}
      noValidate
      aria-labelledby="fix-form"
      data-testid="fix-patient"
      onSubmit={(event) => {
        event.preventDefault();
        void correction.send(false);
      }}
    >
      <h2 id="fix-form">{t('fix.form.title', { label })}</h2>
      <PatientFields
        draft={draft}
        onDraft={correction.setDraft}
        errors={errors}
        isDisabled={command.state.at === 'retrying'}
      />
      <div className={styles.foot}>
        {similar ? (
          <SamePerson
            code={similar.code}
            patientId={String(similar.details['patientId'] ?? '')}
            onOpen={ways.onOpenPatient}
            onSomebodyElse={() => void correction.send(true)}
          />
        ) : null}
        {correction.isUnchanged ? <Unchanged /> : null}
        <CommandNotice command={command} handled={[...AT_FIELDS, ...(similar ? [similar.code] : [])]} />
        <div className={styles.go} data-at="submit">
          <Button size="big" hotkey="Esc" onClick={ways.onBack}>
            {t('fix.back')}
          </Button>
          <Button type="submit" kind={similar ? 'plain' : 'main'} size="big" hotkey="Enter" isBusy={command.isBusy}>
            {command.isBusy ? t('fix.saving') : t('fix.save')}
          </Button>
        </div>
      </div>
    </form>
  );
}
