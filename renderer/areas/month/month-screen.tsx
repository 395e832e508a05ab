import { useNavigate, useSearch } from '@tanstack/react-router';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addMonths, monthOf } from '../../../shared/base/time.ts';
import type { RowsWish } from '../../../shared/month/record.ts';
import { useAsk } from '../../client/use-ask.ts';
import { Notice } from '../../ui/notice.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { NotThere } from '../desk/not-there.tsx';
import { useToday } from '../desk/use-about.ts';
import { useMay } from '../staff/session.tsx';
import type { Done } from './close-month.tsx';
import { Dashboard } from './dashboard.tsx';
import { wishKey } from './figures.ts';
import styles from './month.module.css';
import { MonthHead } from './month-head.tsx';
import { MonthRows } from './month-rows.tsx';

/** A month of the facility: its figures, or the rows behind one of them. */
export function MonthScreen() {
  const { month } = useSearch({ from: '/month' });
  const seesMonth = useMay('see-reports');
  const today = useToday();
  const { t } = useTranslation();
  if (!seesMonth) {
    return (
      <main className={styles.screen} id="content">
        <Notice tone="wait">{t('errors.fault.forbidden')}</Notice>
      </main>
    );
  }
  return <Month month={month ?? monthOf(today)} today={today} />;
}

function Month({ month, today }: { month: string; today: string }) {
  const navigate = useNavigate();
  const { rows, offset = 0 } = useSearch({ from: '/month' });
  const place = useRef<HTMLElement>(null);
  const [done, setDone] = useState<(Done & { month: string }) | null>(null);
  const list = useAsk('month.list', {});
  const { data, error, refetch } = useAsk('month.report', { month });
  const months = list.data?.months ?? [];
  const isNow = month >= monthOf(today);
  const turn = (by: number) => {
    const next = addMonths(month, by);
    if (next <= monthOf(today)) void navigate({ to: '/month', search: { month: next } });
  };
  const lookAt = useBackToFigure(place, rows === undefined && data !== undefined);
  useHotkeys(
    {
      pageup: () => turn(-1),
      ...(isNow ? {} : { pagedown: () => turn(1) }),
    },
    rows === undefined,
  );
  if (rows !== undefined) {
    return (
      <main ref={place} className={styles.screen} id="content" data-testid="month">
        <MonthRows
          month={month}
          wish={rows}
          offset={offset}
          report={data?.report}
          onBack={() => {
            lookAt(rows);
            void navigate({ to: '/month', search: { month } });
          }}
        />
      </main>
    );
  }
  return (
    <main ref={place} className={styles.screen} id="content" data-testid="month">
      <MonthHead
        month={month}
        today={today}
        report={data?.report}
        onTurn={turn}
        onToday={() => void navigate({ to: '/month', search: {} })}
      />
      {done?.month === month ? (
        <Notice tone={done.isAsWished ? 'ok' : 'wait'} testId="month-done">
          {done.says()}
        </Notice>
      ) : null}
      {data ? (
        <Dashboard
          key={month}
          found={data}
          months={months}
          today={today}
          onRows={(wish) => void navigate({ to: '/month', search: { month, rows: wish } })}
          onDone={(what) => setDone({ month, ...what })}
          onEarlier={(earlier) => void navigate({ to: '/month', search: { month: earlier } })}
        />
      ) : (
        <NotThere error={error} onRetry={() => void refetch()} />
      )}
    </main>
  );
}

/** Whoever comes back from the rows is at the figure that led there. */
function useBackToFigure(place: RefObject<HTMLElement | null>, isAtFigures: boolean): (wish: RowsWish) => void {
  const [lookedAt, setLookedAt] = useState<string | null>(null);
  useEffect(() => {
    if (!isAtFigures || lookedAt === null) return;
    place.current?.querySelector<HTMLElement>(`[data-rows='${lookedAt}']`)?.focus();
    setLookedAt(null);
  }, [place, isAtFigures, lookedAt]);
  return (wish) => setLookedAt(wishKey(wish));
}
