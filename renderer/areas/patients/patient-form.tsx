import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { shownDate } from '../../ui/dates.ts';
import { FormFrame } from '../../ui/form-frame.tsx';
import { Notice } from '../../ui/notice.tsx';
import { FormObstacles } from './form-obstacles.tsx';
import type { PatientDraft } from './patient-draft.ts';
import { PatientFields } from './patient-fields.tsx';
import { useRegistration } from './use-registration.ts';

interface PatientFormProps {
  draft: PatientDraft;
  onDraft: (draft: PatientDraft) => void;
  /** When the draft was last written to this PC, as hh:mm. */
  keptAt: string | null;
  isRestored: boolean;
  onRegistered: (patientId: string) => void;
  /** The person says that the patient of the form is this one. */
  onSamePerson: (patientId: string) => void;
  onBack: () => void;
}

/** A new patient. Enter registers, or goes to the first field that is missing. */
export function PatientForm(props: PatientFormProps) {
  const { draft, onDraft, keptAt, isRestored, onRegistered, onSamePerson, onBack } = props;
  const { t } = useTranslation();
  const form = useRef<HTMLFormElement>(null);
  const { command, errors, similar, send } = useRegistration(form, { draft, onDraft, onRegistered });
  return (
    <FormFrame
      place={form}
      level={1}
      title={t('register.title')}
      lead={t('register.lead')}
      testId="patient-form"
      inTheWay={
        <FormObstacles {...{ command, similar }} onOpen={onSamePerson} onSomebodyElse={() => void send(true)} />
      }
      note={keptAt ? t('register.draftKept', { time: keptAt }) : ''}
      back={{ says: t('register.cancel'), act: onBack }}
      submit={{
        says: command.isBusy ? t('register.saving') : t('register.submit'),
        act: () => void send(false),
        isBusy: command.isBusy,
        isSecond: similar !== null,
      }}
    >
      {draft.rosterAsOf ? (
        <Notice tone="plain">{t('register.fromRoster', { date: shownDate(draft.rosterAsOf) })}</Notice>
      ) : null}
      {isRestored ? (
        <Notice tone="plain" testId="draft-back">
          {t('register.draftBack')}
        </Notice>
      ) : null}
      <PatientFields draft={draft} onDraft={onDraft} errors={errors} isDisabled={command.state.at === 'retrying'} />
    </FormFrame>
  );
}
