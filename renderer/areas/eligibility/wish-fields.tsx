import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { HEF_GROUPS, SERVICE_CATEGORIES } from '../../../shared/eligibility/record.ts';
import { Chips, ToggleChip } from '../../ui/chips.tsx';
import { TextField } from '../../ui/fields.tsx';
import { type CheckWish, EMPTY_HEF_CARD } from './check-wish.ts';
import styles from './wish-fields.module.css';

interface WishFieldsProps {
  wish: CheckWish;
  onWish: (wish: CheckWish) => void;
}

/** What the visit is for and what was shown: everything that cover depends on, each with its key. */
export function WishFields({ wish, onWish }: WishFieldsProps) {
  const { t } = useTranslation();
  const set = (part: Partial<CheckWish>) => onWish({ ...wish, ...part });
  return (
    <>
      <div className={styles.choices}>
        <Chips
          label={t('desk.patient.service')}
          isLabelHidden
          value={wish.category}
          onChange={(category) => set({ category })}
          choices={SERVICE_CATEGORIES.map((category, index) => ({
            value: category,
            label: t(`words.category.${category}`),
            hotkey: String(index + 1),
          }))}
        />
        <span className={styles.gap} />
        <ToggleChip
          label={t('desk.patient.emergency')}
          hotkey="E"
          isOn={wish.isEmergency}
          onChange={(isEmergency) => set({ isEmergency })}
        />
        <ToggleChip
          label={t('desk.patient.identity')}
          hotkey="I"
          isOn={wish.isIdentityShown === true}
          onChange={(isIdentityShown) => set({ isIdentityShown })}
        />
        <ToggleChip
          label={t('desk.patient.hefCard')}
          hotkey="H"
          isOn={wish.hefCard !== null}
          onChange={(isOn) => set({ hefCard: isOn ? EMPTY_HEF_CARD : null })}
        />
      </div>
      {wish.isIdentityShown === false ? (
        <Vouch reason={wish.vouchedReason} onReason={(vouchedReason) => set({ vouchedReason })} />
      ) : null}
      {wish.hefCard ? <HefCard card={wish.hefCard} onCard={(hefCard) => set({ hefCard })} /> : null}
    </>
  );
}

/** Who vouches says why. The field takes the focus, because the next thing to do is to fill it. */
function Vouch({ reason, onReason }: { reason: string; onReason: (reason: string) => void }) {
  const { t } = useTranslation();
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <TextField
      ref={box}
      label={t('desk.patient.vouch')}
      description={t('desk.patient.vouchHint')}
      value={reason}
      maxLength={200}
      data-testid="vouch"
      onChange={(event) => onReason(event.currentTarget.value)}
    />
  );
}

type Card = NonNullable<CheckWish['hefCard']>;

function HefCard({ card, onCard }: { card: Card; onCard: (card: Card) => void }) {
  const { t } = useTranslation();
  const from = useRef<HTMLInputElement>(null);
  useEffect(() => from.current?.focus(), []);
  return (
    <div className={styles.card}>
      <Chips
        label={t('desk.patient.hefCard')}
        value={card.group}
        onChange={(group) => onCard({ ...card, group })}
        choices={HEF_GROUPS.map((group) => ({ value: group, label: t(`words.hefGroup.${group}`) }))}
      />
      <TextField
        ref={from}
        label={t('desk.patient.hefFrom')}
        placeholder="01.01.2026"
        inputMode="numeric"
        value={card.from}
        onChange={(event) => onCard({ ...card, from: event.currentTarget.value })}
      />
      <TextField
        label={t('desk.patient.hefTo')}
        placeholder="31.12.2026"
        inputMode="numeric"
        value={card.to}
        onChange={(event) => onCard({ ...card, to: event.currentTarget.value })}
      />
    </div>
  );
}
