import { useTranslation } from 'react-i18next';
import { monthOf } from '../../../shared/base/time.ts';
import type { MonthReport } from '../../../shared/month/record.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { shownMoment } from '../../ui/dates.ts';
import { Icon } from '../../ui/icon.tsx';
import { useMonthName } from '../claims/use-month-name.ts';
import { shortDigest } from './figures.ts';
import styles from './month.module.css';

interface MonthHeadProps {
  month: string;
  today: string;
  report: MonthReport | undefined;
  onTurn: (by: number) => void;
  onToday: () => void;
}

/** Which month, whether it is closed, by whom and under which digest; and the way to other months. */
export function MonthHead({ month, today, report, onTurn, onToday }: MonthHeadProps) {
  const { t } = useTranslation();
  const monthName = useMonthName();
  const isNow = month >= monthOf(today);
  const isClosed = report?.state === 'closed';
  return (
    <header className={styles.head}>
      <h1 data-testid="month-title">{monthName(month)}</h1>
      {report ? (
        <Badge tone={isClosed ? 'ok' : report.state === 'reopened' ? 'wait' : 'river'}>
          <span data-testid="month-state" data-state={report.state} className={styles.badge}>
            <Icon name={isClosed ? 'lock' : 'clock'} size={16} />
            {t(`month.state.${report.state}`)}
          </span>
        </Badge>
      ) : null}
      {report ? (
        <span className={`${styles.soft} ${styles.about}`}>
          {told(report)}
          {isClosed ? (
            <span className="nums" title={report.closing?.told?.digest ?? report.digest}>
              {' · '}
              {t('month.digest')} {shortDigest(report.closing?.told?.digest ?? report.digest)}
            </span>
          ) : null}
        </span>
      ) : null}
      <div className={styles.turn}>
        <Button hotkey="PageUp" icon="left" onClick={() => onTurn(-1)} data-testid="month-before">
          {t('month.before')}
        </Button>
        {isNow ? null : (
          <>
            <Button hotkey="PageDown" icon="right" onClick={() => onTurn(1)}>
              {t('month.after')}
            </Button>
            <Button onClick={onToday}>{t('month.toNow')}</Button>
          </>
        )}
      </div>
    </header>
  );

  function told({ closing, reopening, state }: MonthReport): string {
    if (closing !== null) {
      const moment = shownMoment(closing.at);
      return closing.told === null
        ? t('month.closedBy', { moment, name: closing.byName })
        : t('month.closedAtDesk', { moment, n: closing.told.deskNumber });
    }
    if (state !== 'reopened' || reopening === null) return '';
    const { at, byName: name, reason } = reopening;
    return t('month.reopenedBy', { moment: shownMoment(at), name, reason });
  }
}
