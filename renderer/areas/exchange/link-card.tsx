import { useTranslation } from 'react-i18next';
import { dayAt, daysBetween } from '../../../shared/base/time.ts';
import type { SyncStatus } from '../../../shared/exchange/record.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { shownBytes, shownCount, shownDate, shownMoment } from '../../ui/dates.ts';
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
  const nowMs = useNowMs();
  const maySync = useMay('sync');
  const now = useCommand('sync.now', { retries: false });
  const { link, roster } = status;
  const { text, tone } = words.state(status);
  const isTrying = now.isBusy || link.isBusy;
  const rosterDays = roster ? daysBetween(roster.asOf, dayAt(nowMs)) : 0;
  useHotkeys({ n: () => void now.run({}) }, maySync && status.isEnrolled);
  const facts: [string, string][] = [
    ...(link.since ? [[t('sync.since'), shownMoment(link.since)] as [string, string]] : []),
    [t('sync.lastContact'), link.lastContactAt ? shownMoment(link.lastContactAt) : t('sync.never')],
    ...(link.problem ? [[t('sync.problem'), t('sync.problemText')] as [string, string]] : []),
    ...(link.nextTryAt && link.state !== 'up'
      ? [[t('sync.nextTry'), shownMoment(link.nextTryAt)] as [string, string]]
      : []),
  ];
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
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="nums">{value}</dd>
          </div>
        ))}
        <div>
          <dt>{t('sync.roster')}</dt>
          <dd className="nums">
            {roster
              ? `${t('sync.rosterValue', { date: shownDate(roster.asOf), n: shownCount(roster.membersCount) })} · ${
                  rosterDays > 0 ? t('sync.rosterAge', { days: rosterDays }) : t('sync.rosterToday')
                }`
              : t('sync.rosterNone')}
          </dd>
        </div>
        <div>
          <dt>{t('sync.sent')}</dt>
          <dd className="nums">{shownBytes(link.bytesSent)}</dd>
        </div>
        <div>
          <dt>{t('sync.received')}</dt>
          <dd className="nums">{shownBytes(link.bytesReceived)}</dd>
        </div>
        {status.centreUrl ? (
          <div>
            <dt>{t('sync.centre')}</dt>
            <dd>{status.centreUrl}</dd>
          </div>
        ) : null}
      </dl>
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
