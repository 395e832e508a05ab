import { useTranslation } from 'react-i18next';
import { dayAt, daysBetween } from '../../../shared/base/time.ts';
import type { SyncStatus } from '../../../shared/exchange/record.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { shownCount, shownDate, shownMoment } from '../../ui/dates.ts';
import { Icon } from '../../ui/icon.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { CommandNotice } from '../desk/fault-notice.tsx';
import { useNowMs } from '../desk/use-about.ts';
import { useMay } from '../staff/session.tsx';
import { useLinkWords } from './link-words.ts';
import styles from './sync.module.css';

/** The line to the centre, in words first and in figures below. */
export function LinkCard({ status }: { status: SyncStatus }) {
  const { t } = useTranslation();
  const words = useLinkWords();
  const maySync = useMay('sync');
  const now = useCommand('sync.now', { retries: false });
  const { link } = status;
  const { text, tone } = words.state(status);
  const isTrying = now.isBusy || link.isBusy;
  useHotkeys({ n: () => void now.run({}) }, maySync && status.isEnrolled);
  return (
    <section
      className={`${styles.card} ${styles[tone]}`}
      tabIndex={-1}
      data-part="link"
      aria-labelledby="link-title"
      data-testid="link-card"
    >
      <div className={styles.state}>
        <span className={styles.sign}>
          <Icon name={tone === 'ok' ? 'check' : tone === 'wait' ? 'clock' : 'cloud'} size={28} />
        </span>
        <div>
          <h2 id="link-title">{text}</h2>
          <p>{words.explanation(status)}</p>
        </div>
      </div>
      <LinkFacts status={status} />
      {maySync && status.isEnrolled ? (
        <div>
          <Button kind="main" hotkey="N" isBusy={isTrying} onClick={() => void now.run({})} data-testid="sync-now">
            {isTrying ? t('sync.trying') : t('sync.now')}
          </Button>
        </div>
      ) : null}
      <CommandNotice command={now} />
    </section>
  );
}

/** The same in figures. */
function LinkFacts({ status }: { status: SyncStatus }) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  const { link, roster, centreUrl } = status;
  const rosterDays = roster ? daysBetween(roster.asOf, dayAt(nowMs)) : 0;
  const rosterText = roster
    ? `${t('sync.rosterValue', { date: shownDate(roster.asOf), n: shownCount(roster.membersCount) })} · ${
        rosterDays > 0 ? t('sync.rosterAge', { days: rosterDays }) : t('sync.rosterToday')
      }`
    : t('sync.rosterNone');
  const nextTry = link.state === 'up' ? null : link.nextTryAt;
  const facts: [string, string | null][] = [
    [t('sync.since'), link.since && shownMoment(link.since)],
    [t('sync.lastContact'), link.lastContactAt ? shownMoment(link.lastContactAt) : t('sync.never')],
    [t('sync.problem'), link.problem && t('sync.problemText')],
    [t('sync.nextTry'), nextTry && shownMoment(nextTry)],
    [t('sync.roster'), rosterText],
    [t('sync.centre'), centreUrl],
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) =>
        value === null ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="nums">{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
