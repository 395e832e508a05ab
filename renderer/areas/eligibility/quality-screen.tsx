import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Day } from '../../../shared/base/time.ts';
import { useAsk } from '../../client/use-ask.ts';
import { Chips } from '../../ui/chips.tsx';
import { shownCount, shownDate } from '../../ui/dates.ts';
import { TextField } from '../../ui/fields.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { QueryNotice } from '../desk/fault-notice.tsx';
import { useToday } from '../desk/use-about.ts';
import { readBirth } from '../patients/birth-date.ts';
import styles from './quality.module.css';
import { daysOf, foundedRows, outcomeRows, SPANS, type Span } from './quality-rows.ts';
import { QualityTable } from './quality-table.tsx';

/** How well founded the answers of a span of days were. */
export function QualityScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const today = useToday();
  const [span, setSpan] = useState<Span>('this-month');
  const [own, setOwn] = useState({ from: '', to: '' });
  useHotkeys({
    escape: () => void navigate({ to: '/' }),
    ...Object.fromEntries(SPANS.map((one, index) => [String(index + 1), () => choose(one)])),
  });
  const days = span === 'own' ? { from: readDay(own.from, today), to: readDay(own.to, today) } : daysOf(span, today);
  const isKnown = days.from !== null && days.to !== null;
  const { data, error, refetch } = useAsk(
    'eligibility.quality',
    { from: days.from ?? today, to: days.to ?? today },
    { isEnabled: isKnown, keepsPrevious: true },
  );

  const choose = (next: Span) => {
    // The days last looked at are the ones to begin with.
    if (next === 'own' && span !== 'own') {
      const { from, to } = daysOf(span, today);
      setOwn({ from: shownDate(from), to: shownDate(to) });
    }
    setSpan(next);
  };
  return (
    <main className={styles.screen} id="content" data-testid="quality">
      <header>
        <h1>{t('quality.title')}</h1>
        <p className={styles.soft}>{t('quality.lead')}</p>
      </header>
      <div className={styles.span}>
        <Chips
          label={t('quality.span')}
          isLabelHidden
          value={span}
          onChange={choose}
          choices={SPANS.map((one, index) => ({
            value: one,
            label: t(`quality.spans.${one}`),
            hotkey: String(index + 1),
          }))}
        />
        {span === 'own' ? (
          <div className={styles.own}>
            {(['from', 'to'] as const).map((end) => (
              <TextField
                key={end}
                label={t(`quality.${end}`)}
                value={own[end]}
                inputMode="numeric"
                error={days[end] === null ? t('quality.dateWrong') : null}
                data-testid={`quality-${end}`}
                onChange={(event) => setOwn({ ...own, [end]: event.currentTarget.value })}
              />
            ))}
          </div>
        ) : null}
      </div>
      <QueryNotice error={error} onRetry={() => void refetch()} />
      {data && !error ? (
        <>
          <p className={styles.total}>
            <b>{t('quality.checks', { n: shownCount(data.checks) })}</b>{' '}
            <span className={`${styles.soft} nums`}>
              {shownDate(data.from)} – {shownDate(data.to)}
            </span>
          </p>
          {data.checks === 0 ? (
            <p className={styles.soft}>{t('quality.none')}</p>
          ) : (
            <div className={styles.tables}>
              <QualityTable
                title={t('quality.founded')}
                rows={foundedRows(data)}
                nameOf={({ name }) => t(`quality.row.${name}`)}
                noteOf={({ name, of }) =>
                  name === 'overturned' ? t('quality.ofRechecked', { n: shownCount(of) }) : null
                }
              />
              <QualityTable
                title={t('quality.outcomes')}
                rows={outcomeRows(data)}
                nameOf={({ name }) => t(`quality.outcome.${name}`)}
              />
            </div>
          )}
        </>
      ) : null}
    </main>
  );
}

function readDay(text: string, today: Day): Day | null {
  const reading = readBirth(text, today);
  return reading?.ok && reading.precision === 'day' ? reading.birthDate : null;
}
