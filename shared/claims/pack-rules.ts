import type { Day } from '../base/time.ts';
import type { CoverPayer } from '../eligibility/record.ts';
import type { ClaimCategory, Rate, ReferencePack } from './pack.record.ts';
import type { Claim } from './record.ts';

/**
 * The pack in force on `day`, or null when none is; first and last day are included. Of two that are, the one that started
 * later replaces the other, and of two that started together the one listed later does.
 */
export function packOn(day: Day, packs: readonly ReferencePack[]): ReferencePack | null {
  let found: ReferencePack | null = null;
  for (const pack of packs) {
    const isInForce = pack.validFrom <= day && (pack.validTo === null || day <= pack.validTo);
    if (isInForce && (found === null || pack.validFrom >= found.validFrom)) found = pack;
  }
  return found;
}

/** The price of a case or a day, or null where the table has none. */
export function rateOf(
  pack: ReferencePack | null,
  payer: Claim['payer'],
  level: Claim['facilityLevel'],
  category: string,
): Rate | null {
  return ratesOf(pack, payer, level).find((rate) => rate.category === category) ?? null;
}

/** What a payer pays a facility of this level. */
export function ratesOf(pack: ReferencePack | null, payer: Claim['payer'], level: Claim['facilityLevel']): Rate[] {
  return pack?.rates.filter((rate) => rate.payer === payer && rate.level === level) ?? [];
}

export function categoryOf(pack: ReferencePack | null, code: string): ClaimCategory | null {
  return pack?.categories.find((category) => category.code === code) ?? null;
}

/** The category that a visit for this service begins with; the service's own name where the pack has none for it. */
export function categoryOfService(pack: ReferencePack | null, service: string): string {
  return pack?.categories.find(({ services }) => services.includes(service))?.code ?? service;
}

/** The payment code for a member class or a group of the fund, or that for any other. */
export function paymentCodeOf(pack: ReferencePack | null, payer: CoverPayer, of: string | null): string | null {
  const codes = pack?.paymentCodes.filter((code) => code.payer === payer) ?? [];
  return (
    (codes.find((code) => code.for !== null && code.for === of) ?? codes.find((code) => code.for === null))?.code ??
    null
  );
}
