import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedVisit } from '../../../shared/visits/contract.ts';
import { DISCHARGE_TYPES, VISIT_OUTCOMES } from '../../../shared/visits/record.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Chips } from '../../ui/chips.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { CommandNotice } from '../desk/fault-notice.tsx';
import styles from './today.module.css';

type Outcome = (typeof VISIT_OUTCOMES)[number];
type Discharge = (typeof DISCHARGE_TYPES)[number];

/** How a visit ended: a digit for the outcome, Enter to close. */
export function CloseVisit({ listed, onDone }: { listed: ListedVisit; onDone: () => void }) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<Outcome>('improved');
  const [discharge, setDischarge] = useState<Discharge>('authorised');
  const close = useCommand('visits.close');
  const confirm = useRef<HTMLButtonElement>(null);
  useEffect(() => confirm.current?.focus(), []);

  const chooseOutcome = (next: Outcome) => {
    setOutcome(next);
    // Died goes with died only, in both lists.
    if (next === 'deceased') setDischarge('deceased');
    else if (discharge === 'deceased') setDischarge('authorised');
    confirm.current?.focus();
  };
  const chooseDischarge = (next: Discharge) => {
    setDischarge(next);
    if (next === 'deceased') setOutcome('deceased');
    else if (outcome === 'deceased') setOutcome('improved');
  };
  useHotkeys(Object.fromEntries(VISIT_OUTCOMES.map((one, index) => [String(index + 1), () => chooseOutcome(one)])));

  return (
    <form
      className={styles.task}
      aria-label={t('visits.today.closeTitle', { number: listed.slip.slipNumber })}
      data-testid="close-visit"
      onSubmit={(event) => {
        event.preventDefault();
        void close
          .run({ visitId: listed.visit.id, outcome, dischargeType: discharge })
          .then((done) => done && onDone());
      }}
    >
      <b>{t('visits.today.closeTitle', { number: listed.slip.slipNumber })}</b>
      <Chips
        label={t('visits.today.outcome')}
        value={outcome}
        onChange={chooseOutcome}
        choices={VISIT_OUTCOMES.map((value, index) => ({
          value,
          label: t(`words.visitOutcome.${value}`),
          hotkey: String(index + 1),
        }))}
      />
      <Chips
        label={t('visits.today.discharge')}
        value={discharge}
        onChange={chooseDischarge}
        choices={DISCHARGE_TYPES.map((value) => ({ value, label: t(`words.discharge.${value}`) }))}
      />
      <CommandNotice command={close} />
      <div className={styles.go}>
        <Button hotkey="Esc" onClick={onDone}>
          {t('visits.today.keep')}
        </Button>
        <Button ref={confirm} type="submit" kind="main" hotkey="Enter" isBusy={close.isBusy}>
          {t('visits.today.confirmClose')}
        </Button>
      </div>
    </form>
  );
}
