import { useTranslation } from 'react-i18next';
import { TextField } from '../../ui/fields.tsx';
import { useToday } from '../desk/use-about.ts';
import { PlaceBox } from '../facility/place-box.tsx';
import { BirthField } from './birth-field.tsx';
import { NumberFields } from './number-fields.tsx';
import type { PatientDraft } from './patient-draft.ts';
import styles from './patient-form.module.css';
import { SexField } from './sex-field.tsx';
import type { FieldErrors } from './use-field-errors.ts';

interface PatientFieldsProps {
  draft: PatientDraft;
  onDraft: (draft: PatientDraft) => void;
  errors: FieldErrors;
  isDisabled: boolean;
}

/** The fields in the order in which a clerk asks. */
export function PatientFields({ draft, onDraft, errors, isDisabled }: PatientFieldsProps) {
  const { t } = useTranslation();
  const today = useToday();
  const set = <K extends keyof PatientDraft>(field: K, value: PatientDraft[K]) => onDraft({ ...draft, [field]: value });
  return (
    <fieldset className={styles.fields} disabled={isDisabled}>
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
          error={errors.at('nameLatin')}
          onChange={(event) => set('nameLatin', event.currentTarget.value)}
        />
      </div>
      <SexField value={draft.sex} error={errors.at('sex')} onChange={(sex) => set('sex', sex)} />
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
          error={errors.at('phone')}
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
  );
}
