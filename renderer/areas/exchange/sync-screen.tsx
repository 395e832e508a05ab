import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useAsk } from '../../client/use-ask.ts';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { QueryNotice } from '../desk/fault-notice.tsx';
import { useIsPractice } from '../desk/use-about.ts';
import { CostCard } from './cost-card.tsx';
import { CountsCard } from './counts-card.tsx';
import { LinkCard } from './link-card.tsx';
import { PlugSwitch } from './plug-switch.tsx';
import { StickCard } from './stick-card.tsx';
import styles from './sync.module.css';
import { WaitingList } from './waiting-list.tsx';

/** What waits and why, what the centre refused and what to do about it. */
export function SyncScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const isPractice = useIsPractice();
  const { part } = useSearch({ from: '/sync' });
  const { data: status, error, refetch } = useAsk('sync.status', {});
  const screen = useRef<HTMLElement>(null);
  useHotkeys({ escape: () => void navigate({ to: '/' }) });
  const isReady = status !== undefined;
  useEffect(() => {
    const target = isReady && part ? screen.current?.querySelector<HTMLElement>(`[data-part="${part}"]`) : null;
    target?.focus();
    target?.scrollIntoView({ block: 'nearest' });
  }, [isReady, part]);
  return (
    <main ref={screen} className={styles.screen} id="content">
      <h1 className="hidden">{t('sync.title')}</h1>
      <QueryNotice error={error} onRetry={() => void refetch()} />
      {status ? (
        <>
          <div className={styles.column}>
            <LinkCard status={status} />
            {isPractice ? <PlugSwitch status={status} /> : null}
            <CostCard cost={status.cost} />
          </div>
          <div className={styles.column}>
            <CountsCard status={status} />
            <WaitingList status={status} />
            <StickCard />
          </div>
        </>
      ) : null}
    </main>
  );
}
