import { useTranslation } from 'react-i18next';
import { dayAt, msOf } from '../../../shared/base/time.ts';
import type { EligibilityDecision } from '../../../shared/eligibility/record.ts';
import type { ShownCheck } from '../../../shared/eligibility/shown.record.ts';
import { shownDate, shownMoment, shownTime } from '../../ui/dates.ts';
import { useToday } from '../desk/use-about.ts';
import { reasonOrder } from './deciding-reason.ts';

/** The check in words: its headline, where it comes from, and who pays. */
export function useCoverWords() {
  const { t } = useTranslation();
  const today = useToday();
  /** The hour says enough today. */
  const moment = (instant: string) => (dayAt(msOf(instant)) === today ? shownTime(instant) : shownMoment(instant));
  return {
    moment,
    /** One of four lines, each with its date. */
    headline: ({ check, headline, asOf, confirmedAt }: ShownCheck): string => {
      if (headline === 'covered-confirmed' && confirmedAt !== null) {
        return t('cover.headline.covered-confirmed', { time: moment(confirmedAt) });
      }
      if (headline === 'covered-as-of' || headline === 'covered-confirmed') {
        // An equity card speaks for the day on which it was looked at, whatever list is on this PC.
        const day = check.decision.payer === 'hef' || asOf === null ? check.serviceDate : asOf;
        return t('cover.headline.covered-as-of', { date: shownDate(day) });
      }
      if (headline === 'provisional') return t('cover.headline.provisional');
      const { deciding } = reasonOrder(check.decision);
      const isByStaff = check.overrideReason !== null || deciding === null;
      return t('cover.headline.not-covered', {
        reason: isByStaff ? t('cover.override.reasonOfStaff') : t(`cover.reason.${deciding}`),
      });
    },
    /** Where the answer comes from, and of when that is. */
    source: ({ check, asOf }: ShownCheck): string => {
      const { source } = check.facts.snapshot;
      if (source === 'server') return t('cover.source.server', { moment: shownMoment(check.checkedAt) });
      if (check.decision.payer === 'hef') return t('cover.source.hef', { date: shownDate(check.serviceDate) });
      if (asOf === null) return t('cover.source.cardOnly');
      return t(source === 'roster' ? 'cover.source.roster' : 'cover.source.cardOnlyOf', { date: shownDate(asOf) });
    },
    /** Who pays, as one sentence without a full stop. */
    answer: ({ outcome, payer }: EligibilityDecision): string =>
      t(`desk.verdict.${outcome}`, { payer: t(`words.payer.${payer}`) }),
  };
}
