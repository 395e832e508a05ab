import { useTranslation } from 'react-i18next';
import type { AskOutput } from '../../client/client.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField, TextField } from '../../ui/fields.tsx';
import { type ClaimDraft, quantityIn } from './claim-draft.ts';
import styles from './claims.module.css';
import { useClaimWords } from './use-claim-words.ts';
import { useRiel } from './use-riel.ts';

interface ClaimLinesProps {
  got: AskOutput<'claims.get'>;
  draft: ClaimDraft;
  onDraft: (draft: ClaimDraft) => void;
  errorAt: (field: string) => string | null;
}

/** Cases and their numbers; the amounts follow from the price list. */
export function ClaimLines({ got, draft, onDraft, errorAt }: ClaimLinesProps) {
  const { t } = useTranslation();
  const words = useClaimWords();
  const { claim } = got.listed;
  const { categories, rates } = got.reference;
  const priceOf = (category: string) =>
    claim.payer === 'undecided' ? undefined : rates.find((rate) => rate.category === category);
  const priced = [...new Set(rates.map(({ category }) => category))];
  const amounts = draft.lines.map(({ category, quantity }) => {
    const price = priceOf(category)?.amountRiel;
    const count = quantityIn(quantity);
    return price === undefined || count === null ? null : price * count;
  });
  const total = amounts.some((amount) => amount === null)
    ? null
    : amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0);
  const set = (index: number, part: Partial<ClaimDraft['lines'][number]>) =>
    onDraft({ ...draft, lines: draft.lines.map((line, at) => (at === index ? { ...line, ...part } : line)) });
  return (
    <fieldset className={styles.group}>
      <legend>{t('claims.asked')}</legend>
      {draft.lines.map((line, index) => {
        const choices = [...new Set([line.category, ...priced])];
        const rate = priceOf(line.category);
        const amount = amounts[index] ?? null;
        return (
          <div key={line.key} className={styles.line}>
            <div data-at={`lines.${index}.category`}>
              <SelectField
                label={t('claims.case')}
                value={line.category}
                error={errorAt(`lines.${index}.category`)}
                data={choices.map((value) => ({ value, label: words.named(categories, value) }))}
                onChange={({ currentTarget: { value } }) => set(index, { category: value })}
              />
            </div>
            <div data-at={`lines.${index}.quantity`}>
              <TextField
                label={t(rate?.unit === 'day' ? 'claims.days' : 'claims.quantity')}
                value={line.quantity}
                inputMode="numeric"
                maxLength={3}
                error={errorAt(`lines.${index}.quantity`)}
                onChange={({ currentTarget: { value } }) => set(index, { quantity: value })}
              />
            </div>
            <Price rate={rate} amount={amount} />
            {draft.lines.length > 1 ? (
              <Button
                kind="quiet"
                icon="cross"
                onClick={() => onDraft({ ...draft, lines: draft.lines.filter((_line, at) => at !== index) })}
              >
                {t('claims.form.removeCase')}
              </Button>
            ) : null}
          </div>
        );
      })}
      <Sum {...{ draft, onDraft, errorAt }} first={priced[0] ?? null} total={total} />
    </fieldset>
  );
}

function Price({ rate, amount }: { rate: { amountRiel: number } | undefined; amount: number | null }) {
  const { t } = useTranslation();
  const riel = useRiel();
  return (
    <p className={`${styles.price} nums`}>
      {rate === undefined ? (
        <span className={styles.soft}>{t('claims.noPrice')}</span>
      ) : (
        <>
          × {riel(rate.amountRiel)} = <b>{amount === null ? '–' : riel(amount)}</b>
        </>
      )}
    </p>
  );
}

interface SumProps extends Omit<ClaimLinesProps, 'got'> {
  /** The category that a new case begins with; null where nothing has a price. */
  first: string | null;
  /** Null while a price or a number is not known. */
  total: number | null;
}

/** What the cases come to, what the patient has paid, and one more case. */
function Sum({ draft, onDraft, errorAt, first, total }: SumProps) {
  const { t } = useTranslation();
  const riel = useRiel();
  const nextKey = Math.max(-1, ...draft.lines.map(({ key }) => key)) + 1;
  return (
    <div className={styles.sum}>
      {first === null ? null : (
        <Button
          kind="quiet"
          icon="plus"
          onClick={() =>
            onDraft({ ...draft, lines: [...draft.lines, { key: nextKey, category: first, quantity: '1' }] })
          }
        >
          {t('claims.form.addCase')}
        </Button>
      )}
      <div data-at="patientPaidRiel">
        <TextField
          label={t('claims.patientPaid')}
          value={draft.patientPaidRiel}
          inputMode="numeric"
          maxLength={15}
          error={errorAt('patientPaidRiel')}
          onChange={({ currentTarget: { value } }) => onDraft({ ...draft, patientPaidRiel: value })}
        />
      </div>
      <p className={`${styles.total} nums`}>
        {t('claims.total')} <b data-testid="claim-total">{total === null ? '–' : riel(total)}</b>
      </p>
    </div>
  );
}
