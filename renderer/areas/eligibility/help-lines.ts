import { ageOn, daysBetween } from '../../../shared/base/time.ts';
import type { ShownCheck } from '../../../shared/eligibility/shown.record.ts';
import { reasonOrder } from './deciding-reason.ts';

/** What helps the person beside the answer; none of it is a reason to turn anybody away. */
export type HelpLine =
  | { kind: 'withheld' }
  | { kind: 'missing'; months: string[] }
  | { kind: 'lostOn' | 'lostSince'; date: string; isSoon: boolean }
  | { kind: 'childUntil' | 'childPast'; date: string; years: number; isSoon: boolean }
  | { kind: 'daysLeft'; n: number; max: number; isSoon: boolean }
  | { kind: 'hints'; what: ShownCheck['cashHints'] };

/** A year is time enough to join on one's own; half of the abandonment time is time enough to pay. */
const CHILD_SOON_DAYS = 365;
const LOST_SOON_DAYS = 92;
const DAYS_LEFT_FEW = 30;

/** In the order of urgency. `treatmentDaysMax` is the ruleset's; null where it is not known here. */
export function helpLines(shown: ShownCheck, treatmentDaysMax: number | null): HelpLine[] {
  const { check, missingMonths, coverLostOn, childLimitOn, daysLeft, cashHints } = shown;
  const { serviceDate, membership, person, daysUsed, serviceCategory } = check.facts;
  const { deciding } = reasonOrder(check.decision);
  const lines: HelpLine[] = [];
  if (shown.isLookUpWithheld) lines.push({ kind: 'withheld' });
  if (missingMonths.length > 0 && check.decision.outcome === 'not-eligible') {
    lines.push({ kind: 'missing', months: missingMonths });
  }
  // The sentence about months in arrears names the day itself.
  if (coverLostOn !== null && deciding !== 'VOL_ARREARS') {
    const isPast = coverLostOn <= serviceDate;
    const isSoon = !isPast && daysBetween(serviceDate, coverLostOn) <= LOST_SOON_DAYS;
    // Nobody can lose what another rule, an age or a missing paper, does not give.
    if (isPast || check.decision.outcome !== 'not-eligible') {
      lines.push({ kind: isPast ? 'lostSince' : 'lostOn', date: coverLostOn, isSoon });
    }
  }
  if (childLimitOn !== null && membership?.isDisabledOrChronic !== true) {
    const isPast = childLimitOn <= serviceDate;
    const years = person.birthDate == null ? 18 : ageOn(person.birthDate, childLimitOn);
    const isSoon = !isPast && daysBetween(serviceDate, childLimitOn) <= CHILD_SOON_DAYS;
    lines.push({ kind: isPast ? 'childPast' : 'childUntil', date: childLimitOn, years, isSoon });
  }
  // Days say something only where some are used, or where somebody is going to stay.
  if (treatmentDaysMax !== null && (daysUsed > 0 || serviceCategory === 'inpatient')) {
    lines.push({ kind: 'daysLeft', n: daysLeft, max: treatmentDaysMax, isSoon: daysLeft <= DAYS_LEFT_FEW });
  }
  if (cashHints.length > 0) lines.push({ kind: 'hints', what: cashHints });
  return lines;
}
