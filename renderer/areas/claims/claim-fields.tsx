import { useTranslation } from 'react-i18next';
import type { ChecklistItem } from '../../../shared/claims/pack.record.ts';
import type { Claim, ClaimDetails } from '../../../shared/claims/record.ts';
import { TextField } from '../../ui/fields.tsx';
import type { ClaimDraft } from './claim-draft.ts';
import styles from './claims.module.css';
import { useClaimWords } from './use-claim-words.ts';

/** What each need of a category asks for. */
const ASKED = {
  diagnosis: ['diagnosis'],
  stay: ['admittedOn', 'dischargedOn'],
  gestation: ['gestationWeeks'],
  births: ['liveBirths', 'stillBirths'],
} as const satisfies Record<string, readonly (keyof ClaimDetails)[]>;

interface FieldsProps {
  draft: ClaimDraft;
  onDraft: (draft: ClaimDraft) => void;
  errorAt: (field: string) => string | null;
}

/** The details that the chosen cases ask for, and no others. */
export function DetailFields({ needs, draft, onDraft, errorAt }: FieldsProps & { needs: (keyof typeof ASKED)[] }) {
  const { t } = useTranslation();
  const names = [...new Set(needs)].flatMap((need): readonly (keyof ClaimDetails)[] => ASKED[need]);
  if (names.length === 0) return null;
  return (
    <fieldset className={styles.group}>
      <legend>{t('claims.details')}</legend>
      <div className={styles.fields}>
        {names.map((name) => (
          <div key={name} data-at={`details.${name}`}>
            <TextField
              label={t(`claims.detail.${name}`)}
              value={draft.details[name]}
              maxLength={20}
              {...(name === 'diagnosis' ? {} : { inputMode: 'numeric' as const })}
              {...(name.endsWith('On') ? { placeholder: '01.03.2026' } : {})}
              error={errorAt(`details.${name}`)}
              onChange={({ currentTarget: { value } }) =>
                onDraft({ ...draft, details: { ...draft.details, [name]: value } })
              }
            />
          </div>
        ))}
      </div>
    </fieldset>
  );
}

/** The documents that may be asked for in these cases; those without which the claim is held say so. */
export function DocumentFields({ checklist, draft, onDraft, claim }: FieldsProps & DocumentsOf) {
  const { t } = useTranslation();
  const words = useClaimWords();
  const items = documentsFor(checklist, draft, claim);
  if (items.length === 0) return null;
  return (
    <fieldset className={styles.group}>
      <legend>{t('claims.documents')}</legend>
      {items.map(({ code, words: name, isRequired }) => (
        <label key={code} className={styles.tick} data-at={`documents.${code}`}>
          <input
            type="checkbox"
            checked={draft.documents.includes(code)}
            data-document={code}
            onChange={({ currentTarget: { checked } }) =>
              onDraft({
                ...draft,
                documents: checked ? [...draft.documents, code] : draft.documents.filter((one) => one !== code),
              })
            }
          />
          <span>
            {words.of(name)} {isRequired ? <span className={styles.soft}>({t('claims.required')})</span> : null}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface DocumentsOf {
  checklist: ChecklistItem[];
  claim: Claim;
}

function documentsFor(checklist: ChecklistItem[], { lines, documents }: ClaimDraft, { payer }: Claim): ChecklistItem[] {
  const isOf = ({ payers, categories }: ChecklistItem) =>
    (payer === 'undecided' || payers.some((one) => one === payer)) &&
    (categories.length === 0 || lines.some(({ category }) => categories.includes(category)));
  return checklist
    .filter((item) => isOf(item) || documents.includes(item.code))
    .toSorted((one, other) => Number(other.isRequired) - Number(one.isRequired));
}
