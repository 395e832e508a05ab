import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Day } from '../../../shared/base/time.ts';
import { Chips } from '../../ui/chips.tsx';
import { shownDate } from '../../ui/dates.ts';
import { TextField } from '../../ui/fields.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { readBirth } from '../patients/birth-date.ts';
import styles from './quality.module.css';
import { daysOf, SPANS, type Span } from './quality-rows.ts';

/** Days as chosen or typed; an end that is no day yet is null. */
export interface Days {
  from: Day | null;
  to: Day | null;
}

interface QualitySpanProps {
  today: Day;
  days: Days;
  onDays: (days: Days) => void;
}

/** Which days to look at: a span that has a name, or two days typed. */
export function QualitySpan({ today, days, onDays }: QualitySpanProps) {
  const { t } = useTranslation();
  const [span, setSpan] = useState<Span>('this-month');
  const [typed, setTyped] = useState({ from: '', to: '' });
  const choose = (next: Span) => {
    setSpan(next);
    if (next !== 'own') onDays(daysOf(next, today));
    // The days last looked at are the ones to begin with.
    else if (span !== 'own') setTyped({ from: shownDate(days.from ?? today), to: shownDate(days.to ?? today) });
  };
  useHotkeys(Object.fromEntries(SPANS.map((one, index) => [String(index + 1), () => choose(one)])));
  const type = (end: keyof Days, text: string) => {
    setTyped({ ...typed, [end]: text });
    onDays({ ...days, [end]: readDay(text, today) });
  };
  return (
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
              value={typed[end]}
              inputMode="numeric"
              error={days[end] === null ? t('quality.dateWrong') : null}
              data-testid={`quality-${end}`}
              onChange={(event) => type(end, event.currentTarget.value)}
            />
          ))}
        </div>
      ) : null}
    </div>
  );
}

function readDay(text: string, today: Day): Day | null {
  const reading = readBirth(text, today);
  return reading?.ok && reading.precision === 'day' ? reading.birthDate : null;
}
