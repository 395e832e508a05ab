import { useTranslation } from 'react-i18next';
import type { ListedVisit } from '../../../shared/visits/contract.ts';
import { Button } from '../../ui/button.tsx';
import { shownMoment } from '../../ui/dates.ts';
import { ToClaim } from '../claims/to-claim.tsx';
import { useMay } from '../staff/session.tsx';
import styles from './today.module.css';

interface RowActionsProps {
  listed: ListedVisit;
  onPrint: () => void;
  onClose: () => void;
  onCancel: () => void;
  onPatient: () => void;
}

/** What can be done with the chosen visit. */
export function RowActions({ listed, onPrint, onClose, onCancel, onPatient }: RowActionsProps) {
  const { t } = useTranslation();
  const mayRegister = useMay('register');
  const { visit, slip } = listed;
  return (
    // biome-ignore lint/a11y/useSemanticElements: buttons for one row are a group, not a fieldset of a form.
    <div className={styles.actions} role="group" aria-label={t('visits.today.actions', { number: slip.slipNumber })}>
      <Button hotkey="P" icon="printer" onClick={onPrint}>
        {t('visits.today.reprint')}
      </Button>
      {visit.status === 'open' && mayRegister && listed.withdrawn === null ? (
        <>
          <Button hotkey="C" icon="check" onClick={onClose}>
            {t('visits.today.close')}
          </Button>
          <Button hotkey="X" icon="cross" onClick={onCancel}>
            {t('visits.today.cancel')}
          </Button>
        </>
      ) : null}
      <ToClaim listed={listed} />
      <Button icon="person" onClick={onPatient}>
        {t('fix.openPatient')}
      </Button>
      {listed.withdrawn ? (
        <span className={styles.soft}>
          {t('desk.patient.withdrawnBecause', {
            reason: listed.withdrawn.reason,
            moment: shownMoment(listed.withdrawn.at),
          })}
        </span>
      ) : null}
      {visit.cancelReason ? (
        <span className={styles.soft}>{t('visits.today.cancelledBecause', { reason: visit.cancelReason })}</span>
      ) : null}
    </div>
  );
}
