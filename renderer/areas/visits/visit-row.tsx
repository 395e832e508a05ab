import { useTranslation } from 'react-i18next';
import type { ListedVisit } from '../../../shared/visits/contract.ts';
import { Badge, type BadgeTone } from '../../ui/badge.tsx';
import { shownTime } from '../../ui/dates.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { useAbout } from '../desk/use-about.ts';
import { usePatientWords } from '../patients/patient-words.ts';
import { CancelVisit } from './cancel-visit.tsx';
import { CloseVisit } from './close-visit.tsx';
import { RowActions } from './row-actions.tsx';
import styles from './today.module.css';

export type RowTask = 'close' | 'cancel';

const SYNC_SIGNS: Record<ListedVisit['syncState'], { icon: IconName; tone: BadgeTone }> = {
  waiting: { icon: 'clock', tone: 'plain' },
  accepted: { icon: 'check', tone: 'ok' },
  'needs-fixing': { icon: 'warning', tone: 'no' },
  withdrawn: { icon: 'cross', tone: 'plain' },
};
const COLUMNS = 7;

interface VisitRowProps {
  listed: ListedVisit;
  isChosen: boolean;
  task: RowTask | null;
  onChoose: () => void;
  onTask: (task: RowTask) => void;
  onDone: () => void;
  onPrint: () => void;
  onPatient: () => void;
}

/** One visit; the chosen one opens below itself what can be done with it. */
export function VisitRow(props: VisitRowProps) {
  const { listed, isChosen, task, onChoose, onTask, onDone, onPrint, onPatient } = props;
  const { t } = useTranslation();
  const words = usePatientWords();
  const { visit, slip, syncState } = listed;
  const ownDesk = useAbout().data?.deskNumber ?? null;
  const { first, second } = words.names(slip);
  const sign = SYNC_SIGNS[syncState];
  return (
    <>
      <tr
        tabIndex={isChosen ? 0 : -1}
        data-visit={visit.id}
        data-testid="visit-row"
        data-status={visit.status}
        data-sync={syncState}
        className={[styles.row, isChosen ? styles.chosen : ''].join(' ')}
        onFocus={onChoose}
        onClick={onChoose}
      >
        <th scope="row" className={`${styles.number} nums`}>
          {slip.slipNumber}
          {ownDesk === null || visit.deskNumber === ownDesk ? null : (
            <Badge tone="plain">{t('words.desk', { n: visit.deskNumber })}</Badge>
          )}
        </th>
        <td className="nums">{shownTime(visit.openedAt)}</td>
        <td className={styles.patient}>
          <b className={styles.name}>{first}</b> <span className={styles.soft}>{second}</span>
        </td>
        <td>{t(`words.department.${visit.department}`)}</td>
        <td>{t(`words.payer.${visit.payer}`)}</td>
        <td>
          {t(`words.visitStatus.${visit.status}`)}
          {visit.outcome ? <span className={styles.soft}> · {t(`words.visitOutcome.${visit.outcome}`)}</span> : null}
        </td>
        <td>
          <Badge tone={sign.tone}>
            <Icon name={sign.icon} size={16} />
            {t(`words.syncState.${syncState}`)}
          </Badge>
        </td>
      </tr>
      {isChosen ? (
        <tr className={styles.below}>
          <td colSpan={COLUMNS}>
            {task === 'close' ? <CloseVisit listed={listed} onDone={onDone} /> : null}
            {task === 'cancel' ? <CancelVisit listed={listed} onDone={onDone} /> : null}
            {task === null ? (
              <RowActions
                listed={listed}
                onPrint={onPrint}
                onClose={() => onTask('close')}
                onCancel={() => onTask('cancel')}
                onPatient={onPatient}
              />
            ) : null}
          </td>
        </tr>
      ) : null}
    </>
  );
}
