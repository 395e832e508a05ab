import { useTranslation } from 'react-i18next';
import { monthOf } from '../../../shared/base/time.ts';
import { CLAIM_STATES } from '../../../shared/claims/record.ts';
import type { AskOutput } from '../../client/client.ts';
import { Button } from '../../ui/button.tsx';
import { Chips } from '../../ui/chips.tsx';
import { shownCount, shownDate } from '../../ui/dates.ts';
import { KeyCap } from '../../ui/key-cap.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { type Show, SPANS, turned, type Wanted } from './claim-span.ts';
import styles from './claims.module.css';
import { useMonthName } from './use-month-name.ts';
import { useRiel } from './use-riel.ts';

type Listed = Pick<AskOutput<'claims.list'>, 'counts' | 'needsPerson'>;

interface ClaimFiltersProps {
  wanted: Wanted;
  today: string;
  listed: Listed | undefined;
  onWanted: (wanted: Wanted) => void;
}

/** Which days and which states; each state with how many there are and what they ask for. */
export function ClaimFilters({ wanted, today, listed, onWanted }: ClaimFiltersProps) {
  const { t } = useTranslation();
  const monthName = useMonthName();
  const riel = useRiel();
  const turn = (by: number) => onWanted(turned(wanted, by, today));
  const choices = useChoices(wanted, listed);
  useHotkeys({
    pageup: () => turn(-1),
    pagedown: () => turn(1),
    ...Object.fromEntries(
      choices.slice(0, 9).map(({ value }, index) => [String(index + 1), () => onWanted({ ...wanted, show: value })]),
    ),
  });
  const isLast = wanted.span === 'month' ? wanted.month >= monthOf(today) : wanted.day >= today;
  return (
    <div className={styles.filters}>
      <Chips
        label={t('claims.span')}
        isLabelHidden
        value={wanted.span}
        onChange={(span) => onWanted({ ...wanted, span })}
        choices={SPANS.map((value) => ({ value, label: t(`claims.spans.${value}`) }))}
      />
      {wanted.span === 'all' ? null : (
        <div className={styles.turn}>
          <Button hotkey="PageUp" icon="left" onClick={() => turn(-1)}>
            <span className="hidden">{t(wanted.span === 'month' ? 'claims.monthBefore' : 'claims.dayBefore')}</span>
          </Button>
          <b className="nums" data-testid="claims-span">
            {wanted.span === 'month' ? monthName(wanted.month) : shownDate(wanted.day)}
          </b>
          <Button hotkey="PageDown" icon="right" isBusy={isLast} onClick={() => turn(1)}>
            <span className="hidden">{t(wanted.span === 'month' ? 'claims.monthAfter' : 'claims.dayAfter')}</span>
          </Button>
        </div>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: buttons that press themselves in, not a fieldset of a form. */}
      <div className={styles.states} role="group" aria-label={t('claims.show')}>
        {choices.map(({ value, label, claims, amountRiel }, index) => (
          <button
            key={value}
            type="button"
            className={styles.state}
            aria-pressed={wanted.show === value}
            aria-keyshortcuts={index < 9 ? String(index + 1) : undefined}
            data-show={value}
            onClick={() => onWanted({ ...wanted, show: value })}
          >
            <span>
              {index < 9 ? <KeyCap>{String(index + 1)}</KeyCap> : null} {label}{' '}
              <b className="nums">{shownCount(claims)}</b>
            </span>
            <span className={`${styles.asked} nums`}>{amountRiel === null ? '' : riel(amountRiel)}</span>
          </button>
        ))}
      </div>
    </div>
  );
}

interface ShowChoice {
  value: Show;
  label: string;
  claims: number;
  /** Null where a sum says nothing. */
  amountRiel: number | null;
}

/** What is to be put right first, then all that count, then each state that there is. */
function useChoices(wanted: Wanted, listed: Listed | undefined): ShowChoice[] {
  const { t } = useTranslation();
  const counts = listed?.counts.filter(({ claims }) => claims > 0) ?? [];
  const all = counts.filter(({ state }) => state !== 'withdrawn');
  const sum = (of: 'claims' | 'amountRiel') => all.reduce((total, one) => total + one[of], 0);
  return [
    { value: 'needs', label: t('claims.needs'), claims: listed?.needsPerson ?? 0, amountRiel: null },
    { value: 'every', label: t('claims.everyState'), claims: sum('claims'), amountRiel: sum('amountRiel') },
    ...CLAIM_STATES.flatMap((state) => {
      const count = counts.find((one) => one.state === state);
      if (count === undefined && wanted.show !== state) return [];
      const { claims, amountRiel } = count ?? { claims: 0, amountRiel: 0 };
      return [{ value: state, label: t(`claims.state.${state}`), claims, amountRiel }];
    }),
  ];
}
