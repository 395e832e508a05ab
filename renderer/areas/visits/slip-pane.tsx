import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Slip } from '../../../shared/visits/contract.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { usePatientWords } from '../patients/patient-words.ts';
import { PrintSlip } from './print-slip.tsx';
import styles from './slip-pane.module.css';
import { SlipPaper } from './slip-paper.tsx';

/** The visit is open: the number to call, the paper to hand over, and the way to the next patient. */
export function SlipPane({ slip, isNew, onNext }: { slip: Slip; isNew: boolean; onNext: () => void }) {
  const { t } = useTranslation();
  const words = usePatientWords();
  const [isPrinting, setPrinting] = useState(isNew);
  const next = useRef<HTMLButtonElement>(null);
  useEffect(() => next.current?.focus(), []);
  const printed = useCallback(() => {
    setPrinting(false);
    next.current?.focus();
  }, []);
  useHotkeys({ p: () => setPrinting(true) });
  const { first, second } = words.names(slip);
  return (
    <div className={styles.pane} data-testid="slip-pane">
      <div className={styles.text}>
        <h1 className={styles.done}>
          <span className={styles.sign}>
            <Icon name={isNew ? 'check' : 'printer'} size={26} />
          </span>
          {t(isNew ? 'visits.slip.title' : 'visits.slip.again', { number: slip.slipNumber })}
        </h1>
        <p className={styles.number} data-testid="slip-number">
          {slip.slipNumber}
        </p>
        <p className={styles.name}>
          <b>{first}</b> {second}
        </p>
        <p>
          {t(`words.department.${slip.department}`)} · {t(`words.payer.${slip.payer}`)} ·{' '}
          {t(`visits.slip.state.${slip.outcome}`)}
        </p>
        {isNew ? (
          <p className={styles.soft}>
            {t('visits.slip.saved')}
            <br />
            {t('visits.slip.waitingNote')}
          </p>
        ) : null}
        <div className={styles.go}>
          <Button ref={next} kind="main" size="big" hotkey="Enter" onClick={onNext} data-testid="next-patient">
            {t('visits.slip.next')}
          </Button>
          <Button size="big" hotkey="P" icon="printer" onClick={() => setPrinting(true)}>
            {t('visits.slip.print')}
          </Button>
        </div>
      </div>
      <div className={styles.preview}>
        <SlipPaper slip={slip} />
      </div>
      {isPrinting ? <PrintSlip slip={slip} onPrinted={printed} /> : null}
    </div>
  );
}
