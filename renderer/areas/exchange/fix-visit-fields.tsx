import { useTranslation } from 'react-i18next';
import {
  DEPARTMENTS,
  DISCHARGE_TYPES,
  VISIT_OUTCOMES,
  VISIT_TYPES,
  type Visit,
} from '../../../shared/visits/record.ts';
import { Chips } from '../../ui/chips.tsx';
import { SelectField, TextField } from '../../ui/fields.tsx';
import styles from './fix.module.css';
import type { VisitDraft } from './visit-draft.ts';

interface FixVisitFieldsProps {
  status: Visit['status'];
  isSecond: boolean;
  draft: VisitDraft;
  onDraft: (draft: VisitDraft) => void;
  errorAt: (field: keyof VisitDraft) => string | null;
}

/** What may be corrected of a visit in this state, in the order in which it came about. */
export function FixVisitFields({ status, isSecond, draft, onDraft, errorAt }: FixVisitFieldsProps) {
  const { t } = useTranslation();
  const set = (part: Partial<VisitDraft>) => onDraft({ ...draft, ...part });
  const text = (field: 'serviceDate' | 'referredFrom' | 'secondVisitReason' | 'cancelReason', label: string) => (
    <div data-at={field}>
      <TextField
        label={label}
        value={draft[field]}
        maxLength={field === 'referredFrom' ? 120 : 200}
        error={errorAt(field)}
        onChange={(event) => set({ [field]: event.currentTarget.value })}
      />
    </div>
  );
  return (
    <div className={styles.fields}>
      {text('serviceDate', t('visits.today.day'))}
      <div data-at="department">
        <SelectField
          label={t('desk.patient.department')}
          value={draft.department}
          error={errorAt('department')}
          data={DEPARTMENTS.map((value) => ({ value, label: t(`words.department.${value}`) }))}
          onChange={({ currentTarget: { value } }) => {
            const department = DEPARTMENTS.find((one) => one === value);
            if (department) set({ department });
          }}
        />
      </div>
      <div data-at="visitType">
        <SelectField
          label={t('desk.patient.visitType')}
          value={draft.visitType}
          error={errorAt('visitType')}
          data={VISIT_TYPES.map((value) => ({ value, label: t(`words.visitType.${value}`) }))}
          onChange={({ currentTarget: { value } }) => {
            const visitType = VISIT_TYPES.find((one) => one === value);
            if (visitType) set({ visitType });
          }}
        />
      </div>
      {text('referredFrom', t('desk.patient.referredFrom'))}
      {isSecond ? text('secondVisitReason', t('fix.form.seconds')) : null}
      {status === 'closed' ? <Ending draft={draft} set={set} errorAt={errorAt} /> : null}
      {status === 'cancelled' ? text('cancelReason', t('visits.today.reason')) : null}
    </div>
  );
}

interface EndingProps extends Pick<FixVisitFieldsProps, 'draft' | 'errorAt'> {
  set: (part: Partial<VisitDraft>) => void;
}

/** How a closed visit ended. */
function Ending({ draft, set, errorAt }: EndingProps) {
  const { t } = useTranslation();
  const error = (field: 'outcome' | 'dischargeType') => {
    const text = errorAt(field);
    return text === null ? null : (
      <p id={`fix-${field}`} className={styles.error}>
        {text}
      </p>
    );
  };
  return (
    <>
      <div data-at="outcome" className={styles.wide}>
        <Chips
          label={t('visits.today.outcome')}
          value={draft.outcome}
          isWrong={errorAt('outcome') !== null}
          describedBy={errorAt('outcome') === null ? undefined : 'fix-outcome'}
          onChange={(outcome) => set({ outcome })}
          choices={VISIT_OUTCOMES.map((value) => ({ value, label: t(`words.visitOutcome.${value}`) }))}
        />
        {error('outcome')}
      </div>
      <div data-at="dischargeType" className={styles.wide}>
        <Chips
          label={t('visits.today.discharge')}
          value={draft.dischargeType}
          isWrong={errorAt('dischargeType') !== null}
          describedBy={errorAt('dischargeType') === null ? undefined : 'fix-dischargeType'}
          onChange={(dischargeType) => set({ dischargeType })}
          choices={DISCHARGE_TYPES.map((value) => ({ value, label: t(`words.discharge.${value}`) }))}
        />
        {error('dischargeType')}
      </div>
    </>
  );
}
