import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { shownDate } from '../../ui/dates.ts';
import { Notice } from '../../ui/notice.tsx';
import { CommandNotice } from '../desk/fault-notice.tsx';
import type { PatientDraft } from './patient-draft.ts';
import { PatientFields } from './patient-fields.tsx';
import styles from './patient-form.module.css';
import { SamePerson } from './same-person.tsx';
import { AT_FIELDS } from './use-field-errors.ts';
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
    <form
      ref={form}
      className={styles.form}
      noValidate
      aria-labelledby="new-patient"
      data-testid="patient-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send(false);
      }}
    >
      <header className={styles.head}>
        <h1 id="new-patient">{t('register.title')}</h1>
        <p>{t('register.lead')}</p>
      </header>
      {draft.rosterAsOf ? (
        <Notice tone="plain">{t('register.fromRoster', { date: shownDate(draft.rosterAsOf) })}</Notice>
      ) : null}
      {isRestored ? (
        <Notice tone="plain" testId="draft-back">
          {t('register.draftBack')}
        </Notice>
      ) : null}
      <PatientFields draft={draft} onDraft={onDraft} errors={errors} isDisabled={command.state.at === 'retrying'} />
      <div className={styles.foot}>
        {similar ? (
          <SamePerson
            code={similar.code}
            patientId={String(similar.details['patientId'] ?? '')}
            onOpen={onSamePerson}
            onSomebodyElse={() => void send(true)}
          />
        ) : null}
        <CommandNotice command={command} handled={[...AT_FIELDS, ...(similar ? [similar.code] : [])]} />
        <div className={styles.go} data-at="submit">
          <span className={styles.kept}>{keptAt ? t('register.draftKept', { time: keptAt }) : ''}</span>
          <Button size="big" hotkey="Esc" onClick={onBack}>
            {t('register.cancel')}
          </Button>
          <Button type="submit" kind={similar ? 'plain' : 'main'} size="big" hotkey="Enter" isBusy={command.isBusy}>
            {command.isBusy ? t('register.saving') : t('register.submit')}
          </Button>
        </div>
      </div>
    </form>
  );
}
