import { useTranslation } from 'react-i18next';
import type { AskOutput } from '../../client/client.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { shownDate } from '../../ui/dates.ts';
import styles from './today.module.css';

interface TodayHeadProps {
  day: string;
  isToday: boolean;
  counts: AskOutput<'visits.list'>['counts'] | undefined;
  onTurn: (days: number) => void;
  onToday: () => void;
}

/** Which day, how many, and the way to other days. */
export function TodayHead({ day, isToday, counts, onTurn, onToday }: TodayHeadProps) {
  const { t } = useTranslation();
  return (
    <header className={styles.head}>
      <h1>
        {t('visits.today.title')} <span className="nums">{shownDate(day)}</span>
        {isToday ? <span className={styles.soft}> · {t('visits.today.today')}</span> : null}
      </h1>
      {counts ? (
        <div className={styles.counts}>
          <Badge>{t('visits.today.open', { n: counts.open })}</Badge>
          <Badge tone="plain">{t('visits.today.closed', { n: counts.closed })}</Badge>
          <Badge tone="plain">{t('visits.today.cancelled', { n: counts.cancelled })}</Badge>
        </div>
      ) : null}
      <div className={styles.days}>
        <Button hotkey="PageUp" icon="left" onClick={() => onTurn(-1)}>
          {t('visits.today.dayBefore')}
        </Button>
        {isToday ? null : (
          <>
            <Button hotkey="PageDown" icon="right" onClick={() => onTurn(1)}>
              {t('visits.today.dayAfter')}
            </Button>
            <Button onClick={onToday}>{t('visits.today.toToday')}</Button>
          </>
        )}
      </div>
    </header>
  );
}
