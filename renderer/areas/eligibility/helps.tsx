import { useTranslation } from 'react-i18next';
import type { ShownCheck } from '../../../shared/eligibility/shown.record.ts';
import { shownDate } from '../../ui/dates.ts';
import { Icon } from '../../ui/icon.tsx';
import { type HelpLine, helpLines } from './help-lines.ts';
import styles from './helps.module.css';
import { rulesetOf } from './use-reason-text.ts';

/** Dates, months and numbers to call that help the person; each is a short line with a sign. */
export function Helps({ shown }: { shown: ShownCheck }) {
  const { t } = useTranslation();
  const lines = helpLines(shown, rulesetOf(shown.check)?.treatmentDaysMax ?? null);
  const text = useHelpText();
  if (lines.length === 0) return null;
  const needsCall = lines.some(({ kind }) => kind === 'missing');
  return (
    <ul className={styles.helps} aria-label={t('cover.help.label')} data-testid="helps">
      {lines.map((line) => (
        <li key={line.kind} className={'isSoon' in line && line.isSoon ? styles.soon : ''} data-help={line.kind}>
          <Icon name={'isSoon' in line && line.isSoon ? 'warning' : ICONS[line.kind]} size={17} />
          {text(line)}
        </li>
      ))}
      {needsCall ? (
        <li data-help="hotlines">
          <Icon name="phone" size={17} />
          {t('cover.help.hotlines')}
        </li>
      ) : null}
    </ul>
  );
}

const ICONS = {
  withheld: 'question',
  missing: 'cross',
  lostOn: 'clock',
  lostSince: 'clock',
  childUntil: 'clock',
  childPast: 'clock',
  daysLeft: 'clock',
  hints: 'plus',
} as const;

function useHelpText(): (line: HelpLine) => string {
  const { t } = useTranslation();
  return (line) => {
    switch (line.kind) {
      case 'withheld':
        return t('cover.help.withheld');
      case 'missing':
        return t('cover.help.missing', { months: line.months.map(shownDate).join(', ') });
      case 'lostOn':
      case 'lostSince':
        return t(`cover.help.${line.kind}`, { date: shownDate(line.date) });
      case 'childUntil':
      case 'childPast':
        return t(`cover.help.${line.kind}`, { date: shownDate(line.date), years: line.years });
      case 'daysLeft':
        return t('cover.help.daysLeft', { n: line.n, max: line.max });
      case 'hints':
        return t('cover.help.hints', { what: line.what.map((hint) => t(`desk.verdict.hint.${hint}`)).join(', ') });
    }
  };
}
