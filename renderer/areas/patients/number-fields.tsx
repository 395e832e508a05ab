import { useTranslation } from 'react-i18next';
import { TextField } from '../../ui/fields.tsx';
import { NUMBER_KINDS, type PatientDraft } from './patient-draft.ts';
import styles from './patient-form.module.css';

interface NumberFieldsProps {
  numbers: PatientDraft['numbers'];
  errorAt: (field: string) => string | null;
  onChange: (numbers: PatientDraft['numbers']) => void;
}

/** Numbers on cards, in the order in which people have them in hand; none is needed. */
export function NumberFields({ numbers, errorAt, onChange }: NumberFieldsProps) {
  const { t } = useTranslation();
  return NUMBER_KINDS.map((kind) => (
    <div key={kind} data-at={`identifiers.${kind}`} className={kind === 'nssf' ? styles.half : styles.quarter}>
      <TextField
        label={t(`words.identifier.${kind}`)}
        value={numbers[kind] ?? ''}
        error={errorAt(`identifiers.${kind}`)}
        data-testid={`number-${kind}`}
        onChange={(event) => onChange({ ...numbers, [kind]: event.currentTarget.value })}
      />
    </div>
  ));
}
