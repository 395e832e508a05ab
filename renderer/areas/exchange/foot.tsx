import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useIsDeskAnswering } from '../../client/client-context.tsx';
import { useAsk } from '../../client/use-ask.ts';
import { Badge } from '../../ui/badge.tsx';
import { shownBytes, shownCount } from '../../ui/dates.ts';
import { Icon } from '../../ui/icon.tsx';
import { useAbout, useIsPractice } from '../desk/use-about.ts';
import { placeName } from '../facility/place-name.ts';
import styles from './foot.module.css';
import { useLinkWords } from './link-words.ts';
import { useTray } from './use-tray.ts';

/** The truth about the link, on every screen; each part opens the list behind it. */
export function Foot() {
  const { t, i18n } = useTranslation();
  const isAnswering = useIsDeskAnswering();
  const isPractice = useIsPractice();
  const facility = useAbout().data?.facility;
  const words = useLinkWords();
  const { data: status } = useAsk('sync.status', {});
  const toFix = useTray().count;
  const link = status ? words.state(status) : null;
  return (
    <footer className={styles.foot}>
      {isAnswering ? null : (
        <span className={styles.lost} role="alert">
          <Icon name="warning" size={17} /> {t('errors.fault.lost')}
        </span>
      )}
      {status && link && isAnswering ? (
        <nav className={styles.parts} aria-label={t('sync.foot.label')} data-testid="foot">
          <Link
            to="/sync"
            search={{ part: 'link' }}
            className={styles.part}
            data-testid="foot-link"
            data-link={status.link.state}
          >
            <span className={`${styles.dot} ${styles[link.tone]}`} aria-hidden="true" />
            {link.text}
          </Link>
          <Link to="/sync" search={{ part: 'waiting' }} className={styles.part} data-testid="foot-waiting">
            {t('sync.foot.waiting', { n: shownCount(status.counts.waiting) })}
          </Link>
          <Link to="/sync" search={{ part: 'counts' }} className={styles.part} data-testid="foot-accepted">
            {t('sync.foot.accepted', { n: shownCount(status.counts.accepted) })}
          </Link>
          <Link to="/fix" className={`${styles.part} ${toFix > 0 ? styles.fix : ''}`} data-testid="foot-fix">
            {toFix > 0 ? <Icon name="warning" size={17} /> : null}
            {t('sync.foot.fix', { n: shownCount(toFix) })}
          </Link>
          <Link to="/sync" search={{ part: 'meter' }} className={styles.part} data-testid="foot-data">
            {t('sync.foot.data', { size: shownBytes(status.cost.sent + status.cost.received) })}
            {status.cost.riel === null ? null : ` · ${t('sync.cost.riel', { n: shownCount(status.cost.riel) })}`}
          </Link>
        </nav>
      ) : null}
      <span className={styles.here}>
        {facility ? <span className={styles.facility}>{placeName(facility, i18n.language)}</span> : null}
        {isPractice ? <Badge tone="practice">{t('shell.practice.notice')}</Badge> : null}
      </span>
    </footer>
  );
}
