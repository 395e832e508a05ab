import { useTranslation } from 'react-i18next';
import type { SyncStatus } from '../../../shared/exchange/record.ts';
import { shownCount, shownMoment, withShownDates } from '../../ui/dates.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './sync.module.css';
import { useFixWords } from './use-fix-words.ts';

const SHOWN_MAX = 50;
type WaitingItem = SyncStatus['waiting'][number];

/** What waits to be sent, oldest first as the desk gives it: since when, for whom, and on which stick. */
export function WaitingList({ status }: { status: SyncStatus }) {
  const { t } = useTranslation();
  const { waiting, counts, oldestWaitingAt } = status;
  const shown = waiting.slice(0, SHOWN_MAX);
  return (
    <section
      className={styles.card}
      tabIndex={-1}
      data-part="waiting"
      aria-labelledby="waiting-title"
      data-testid="waiting"
    >
      <h2 id="waiting-title">
        {t('sync.waitingTitle')} <span className="nums">{shownCount(counts.waiting)}</span>
        {oldestWaitingAt ? (
          <span className={`${styles.soft} nums`}>
            {' '}
            · {t('sync.waitingSince', { time: shownMoment(oldestWaitingAt) })}
          </span>
        ) : null}
      </h2>
      {shown.length === 0 ? <p className={styles.soft}>{t('sync.waitingNone')}</p> : null}
      <ul className={styles.list}>
        {shown.map((item) => (
          <li key={`${item.kind} ${item.recordId} ${item.madeAt}`}>
            <Icon name="clock" size={17} />
            <span>{t(`words.recordKind.${item.kind}`)}</span>
            <b className="nums">{withShownDates(item.label)}</b>
            <Why item={item} />
            <span className={`${styles.soft} nums`}>{shownMoment(item.madeAt)}</span>
          </li>
        ))}
      </ul>
      {counts.waiting > shown.length ? (
        <p className={styles.soft}>{t('sync.waitingMore', { n: shownCount(counts.waiting - shown.length) })}</p>
      ) : null}
    </section>
  );
}

/** Why it is not through yet, where there is more to say than that there was no line. */
function Why({ item }: { item: WaitingItem }) {
  const { t } = useTranslation();
  const words = useFixWords();
  const { waitsFor, stick } = item;
  if (waitsFor !== null) {
    return (
      <span className={styles.wants} data-testid="waits-for">
        {waitsFor.code === 'waits-for-patient' && waitsFor.patientNumber !== null
          ? t('sync.waitsForPatient', { number: waitsFor.patientNumber })
          : words.waitsFor(waitsFor.code)}
      </span>
    );
  }
  return stick === null || stick === undefined ? null : (
    <span className={styles.wants} data-testid="on-stick">
      {t('sticks.onStick', { number: stick })}
    </span>
  );
}
