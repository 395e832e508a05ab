import { useTranslation } from 'react-i18next';
import { WORK_RELATED } from '../../../shared/eligibility/record.ts';
import { DEPARTMENTS, VISIT_TYPES } from '../../../shared/visits/record.ts';
import { SelectField, TextField } from '../../ui/fields.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import type { CheckWish } from '../eligibility/check-wish.ts';
import styles from './patient-pane.module.css';
import type { Department, VisitType } from './visit-plan.ts';

interface VisitFieldsProps {
  department: Department;
  onDepartment: (department: Department) => void;
  visitType: VisitType;
  onVisitType: (visitType: VisitType) => void;
  workRelated: CheckWish['workRelated'];
  onWorkRelated: (workRelated: CheckWish['workRelated']) => void;
  referredFrom: string;
  onReferredFrom: (text: string) => void;
}

/** Where the patient goes now. Letters in a select jump to the choice, so each is one or two keys. */
export function VisitFields(props: VisitFieldsProps) {
  const { t } = useTranslation();
  const labelled = (text: string, hotkey: string) => (
    <>
      {text} <KeyCap>{hotkey}</KeyCap>
    </>
  );
  return (
    <div className={styles.fields}>
      <SelectField
        name="department"
        label={labelled(t('desk.patient.department'), 'D')}
        value={props.department}
        data={DEPARTMENTS.map((value) => ({ value, label: t(`words.department.${value}`) }))}
        onChange={({ currentTarget: { value } }) => choose(DEPARTMENTS, value, props.onDepartment)}
      />
      <SelectField
        name="visitType"
        label={t('desk.patient.visitType')}
        value={props.visitType}
        data={VISIT_TYPES.map((value) => ({ value, label: t(`words.visitType.${value}`) }))}
        onChange={({ currentTarget: { value } }) => choose(VISIT_TYPES, value, props.onVisitType)}
      />
      <SelectField
        name="workRelated"
        label={labelled(t('desk.patient.work'), 'W')}
        value={props.workRelated}
        data={WORK_RELATED.map((value) => ({ value, label: t(`words.workRelated.${value}`) }))}
        onChange={({ currentTarget: { value } }) => choose(WORK_RELATED, value, props.onWorkRelated)}
      />
      <TextField
        name="referredFrom"
        label={labelled(t('desk.patient.referredFrom'), 'R')}
        placeholder={t('desk.patient.referredHint')}
        maxLength={120}
        value={props.referredFrom}
        onChange={(event) => props.onReferredFrom(event.currentTarget.value)}
      />
    </div>
  );
}

function choose<T extends string>(known: readonly T[], value: string, onChoose: (value: T) => void): void {
  const found = known.find((one) => one === value);
  if (found !== undefined) onChoose(found);
}
