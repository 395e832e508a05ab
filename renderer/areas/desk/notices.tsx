import { useTranslation } from 'react-i18next';
import { useAsk } from '../../client/use-ask.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { shownMoment } from '../../ui/dates.ts';
import { Notice } from '../../ui/notice.tsx';
import { useMay } from '../staff/session.tsx';
import { ClockNotice } from './clock-notice.tsx';
import { CommandNotice } from './fault-notice.tsx';
import styles from './notices.module.css';

/** What this desk has to say about its own PC, above every screen and in nobody's way. */
export function Notices() {
  const { t } = useTranslation();
  const { data: status } = useAsk('sync.status', {});
  return (
    <aside className={styles.notices} aria-label={t('notices.label')}>
      {status?.trouble.revoked ? (
        <Notice tone="no" isUrgent title={t('notices.revoked.lastTitle')} testId="closing">
          {t('notices.revoked.lastText', { moment: shownMoment(status.trouble.revoked.at) })}
        </Notice>
      ) : null}
      <ClockNotice />
      {status && status.trouble.livesUnseen > 0 ? <Lives /> : null}
      {status?.trouble.backup.failedAt ? (
        <Backup {...status.trouble.backup} since={status.trouble.backup.failedAt} />
      ) : null}
    </aside>
  );
}

/** There was a second copy of this database: which number this desk has now, until a manager has read it. */
function Lives() {
  const { t } = useTranslation();
  const mayManage = useMay('manage');
  const { data } = useAsk('desk.lives', {});
  const see = useCommand('desk.seeLives');
  const life = data?.lives.find(({ isSeen }) => !isSeen);
  if (!life) return null;
  return (
    <Notice tone="wait" title={t(`notices.lives.${life.why}`)} testId="lives">
      <div className={styles.row}>
        <span>
          {t('notices.lives.text', {
            moment: shownMoment(life.at),
            now: life.newDeskNumber,
            before: life.oldDeskNumber,
          })}{' '}
          {t(`notices.lives.${life.why}Text`)} {mayManage ? '' : t('notices.lives.forManager')}
        </span>
        {mayManage ? (
          <Button isBusy={see.isBusy} onClick={() => void see.run({})} data-testid="lives-seen">
            {t('notices.lives.seen')}
          </Button>
        ) : null}
      </div>
      <CommandNotice command={see} />
    </Notice>
  );
}

function Backup({ since, lastAt }: { since: string; lastAt: string | null }) {
  const { t } = useTranslation();
  return (
    <Notice tone="wait" title={t('notices.backup.title')} testId="backup">
      <span>
        {lastAt === null
          ? t('notices.backup.never', { since: shownMoment(since) })
          : t('notices.backup.since', { since: shownMoment(since), last: shownMoment(lastAt) })}{' '}
        {t('notices.backup.todo')}
      </span>
    </Notice>
  );
}
