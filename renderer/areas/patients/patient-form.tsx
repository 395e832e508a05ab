import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SEXES } from '../../../shared/patients/record.ts';
import { type OpenTry, useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Chips } from '../../ui/chips.tsx';
import { shownDate } from '../../ui/dates.ts';
import { TextField } from '../../ui/fields.tsx';
import { hotkeyOf } from '../../ui/hotkeys.ts';
import { Notice } from '../../ui/notice.tsx';
import { CommandNotice } from '../desk/fault-notice.tsx';
import { useToday } from '../desk/use-about.ts';
import { useRefusalText } from '../desk/use-refusal-text.ts';
import { PlaceBox } from '../facility/place-box.tsx';
import { BirthField } from './birth-field.tsx';
import { NumberFields } from './number-fields.tsx';
import { type DraftField, judgeDraft, type PatientDraft } from './patient-draft.ts';
import styles from './patient-form.module.css';
import { SamePerson } from './same-person.tsx';

interface PatientFormProps {
  draft: PatientDraft;
  onDraft: (draft: PatientDraft) => void;
  /** When the draft was last written to this PC, as hh:mm. */
  keptAt: string | null;
  isRestored: boolean;
  onRegistered: (patientId: string) => void;
  onOpenPatient: (patientId: string) => void;
  onBack: () => void;
}

const AT_FIELDS = [
  'name-missing',
  'birth-date-missing',
  'birth-date-wrong',
  'identifier-wrong',
  'identifier-twice',
  'village-unknown',
];
const ABOUT_SOMEBODY = ['already-registered', 'possible-duplicate'];

/** A new patient. Enter registers, or goes to the first field that is missing. */
export function PatientForm(props: PatientFormProps) {
  const { draft, onDraft, keptAt, isRestored, onRegistered, onOpenPatient, onBack } = props;
  const { t } = useTranslation();
  const today = useToday();
  const form = useRef<HTMLFormElement>(null);
  const [isJudged, setJudged] = useState(false);
  const register = useCommand('patients.register', {
    openTry: draft.openTry,
    onOpenTry: (openTry: OpenTry) => onDraft({ ...draft, openTry }),
  });
  const { state } = register;
  const refusal = state.at === 'refused' ? state.refusal : null;
  const isAboutSomebody = refusal !== null && ABOUT_SOMEBODY.includes(refusal.code);
  const judged = judgeDraft(draft, today);
  const missing = isJudged && !judged.ok ? judged.missing : [];
  const errors = useFieldErrors(missing, refusal);
  const set = <K extends keyof PatientDraft>(field: K, value: PatientDraft[K]) => onDraft({ ...draft, [field]: value });

  // Where the form opens: later the focus belongs to the person.
  const [firstField] = useState<DraftField | 'submit'>(judged.ok ? 'submit' : (judged.missing[0] ?? 'nameKm'));
  useEffect(() => focusField(form.current, firstField), [firstField]);
  const firstWrong = errors.first;
  useEffect(() => {
    if (firstWrong !== null) focusField(form.current, firstWrong);
  }, [firstWrong]);

  const send = async (isSomebodyElse: boolean) => {
    setJudged(true);
    if (!judged.ok) {
      focusField(form.current, judged.missing[0] ?? 'nameKm');
      return;
    }
    const saved = await register.run({ ...judged.input, ...(isSomebodyElse ? { isSomebodyElse } : {}) });
    if (saved) onRegistered(saved.patient.id);
  };

  return (
    <form
      ref={form}
      className={styles.form}
      noValidate
      aria-labelledby="new-patient"
      data-testid="patient-form"
      onSubmit={(event: FormEvent) => {
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
      <fieldset className={styles.fields} disabled={state.at === 'retrying'}>
        <div data-at="nameKm" className={styles.half}>
          <TextField
            label={t('register.nameKm')}
            lang="km"
            value={draft.nameKm}
            error={errors.at('nameKm')}
            onChange={(event) => set('nameKm', event.currentTarget.value)}
          />
        </div>
        <div data-at="nameLatin" className={styles.half}>
          <TextField
            label={t('register.nameLatin')}
            lang="en"
            value={draft.nameLatin}
            onChange={(event) => set('nameLatin', event.currentTarget.value)}
          />
        </div>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: catches the letter keys of the group inside. */}
        <div
          data-at="sex"
          className={styles.third}
          onKeyDown={(event) => {
            const sex = { f: 'female', m: 'male' }[hotkeyOf(event)];
            const chosen = SEXES.find((one) => one === sex);
            if (chosen) set('sex', chosen);
          }}
        >
          <Chips
            label={t('register.sex')}
            value={draft.sex}
            isWrong={errors.at('sex') !== null}
            onChange={(sex) => set('sex', sex)}
            choices={SEXES.map((sex) => ({
              value: sex,
              label: t(`words.sex.${sex}`),
              hotkey: sex === 'female' ? 'F' : 'M',
            }))}
          />
          {errors.at('sex') ? <p className={styles.error}>{errors.at('sex')}</p> : null}
        </div>
        <div data-at="birth" className={styles.third}>
          <BirthField
            label={t('register.birth')}
            value={draft.birth}
            today={today}
            error={errors.at('birth')}
            onChange={(birth) => set('birth', birth)}
          />
        </div>
        <div data-at="phone" className={styles.third}>
          <TextField
            label={t('register.phone')}
            inputMode="tel"
            value={draft.phone}
            onChange={(event) => set('phone', event.currentTarget.value)}
          />
        </div>
        <div data-at="village" className={styles.half}>
          <PlaceBox
            label={t('register.village')}
            value={draft.village}
            error={errors.at('village')}
            onChange={(village) => set('village', village)}
          />
        </div>
        <NumberFields numbers={draft.numbers} errorAt={errors.at} onChange={(numbers) => set('numbers', numbers)} />
      </fieldset>
      <div className={styles.foot}>
        {refusal && isAboutSomebody ? (
          <SamePerson
            code={refusal.code}
            patientId={String(refusal.details['patientId'] ?? '')}
            onOpen={onOpenPatient}
            onSomebodyElse={() => void send(true)}
          />
        ) : null}
        <CommandNotice command={register} handled={[...AT_FIELDS, ...ABOUT_SOMEBODY]} />
        <div className={styles.go} data-at="submit">
          <span className={styles.kept}>{keptAt ? t('register.draftKept', { time: keptAt }) : ''}</span>
          <Button size="big" hotkey="Esc" onClick={onBack}>
            {t('register.cancel')}
          </Button>
          <Button
            type="submit"
            kind={isAboutSomebody ? 'plain' : 'main'}
            size="big"
            hotkey="Enter"
            isBusy={register.isBusy}
          >
            {register.isBusy ? t('register.saving') : t('register.submit')}
          </Button>
        </div>
      </div>
    </form>
  );
}

const MISSING_TEXT = {
  nameKm: 'register.nameMissing',
  sex: 'register.sexMissing',
  birth: 'register.birthMissing',
} as const;

/** What is wrong where: first what the form itself misses, then what the desk refused. */
function useFieldErrors(missing: DraftField[], refusal: { code: string; field: string | null } | null) {
  const { t } = useTranslation();
  const refusalText = useRefusalText();
  const isAtField = refusal !== null && (AT_FIELDS.includes(refusal.code) || refusal.code === 'already-registered');
  const refusedField = isAtField ? fieldName(refusal.field) : null;
  return {
    at: (field: string): string | null => {
      const own = missing.find((one) => one === field);
      if (own) return t(MISSING_TEXT[own]);
      return refusal !== null && refusedField === field ? refusalText(refusal.code) : null;
    },
    first: refusedField,
  };
}

/** The contract's name of a field as the form calls it. */
function fieldName(field: string | null): string {
  if (field === 'birthDate') return 'birth';
  if (field === 'villageCode') return 'village';
  return field ?? 'nameKm';
}

function focusField(form: HTMLFormElement | null, field: string): void {
  form
    ?.querySelector<HTMLElement>(`[data-at="${field}"] :is(input, [type="submit"], [role="radio"][tabindex="0"])`)
    ?.focus();
}
