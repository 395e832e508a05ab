import type { RefObject } from 'react';
import { SERVICE_CATEGORIES } from '../../../shared/eligibility/record.ts';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { type CheckWish, EMPTY_HEF_CARD } from '../eligibility/check-wish.ts';

/** Digits for the kind of service, letters for what was shown and for the fields. */
export function useVisitKeys(
  form: RefObject<HTMLFormElement | null>,
  wish: CheckWish,
  choose: (wish: CheckWish) => void,
  isOn: boolean,
): void {
  const focus = (name: string) => form.current?.querySelector<HTMLElement>(`[name="${name}"]`)?.focus();
  useHotkeys(
    {
      ...Object.fromEntries(
        SERVICE_CATEGORIES.map((category, index) => [String(index + 1), () => choose({ ...wish, category })]),
      ),
      e: () => choose({ ...wish, isEmergency: !wish.isEmergency }),
      i: () => choose({ ...wish, isIdentityShown: wish.isIdentityShown !== true }),
      n: () => choose({ ...wish, isIdentityShown: false }),
      h: () => choose({ ...wish, hefCard: wish.hefCard ? null : EMPTY_HEF_CARD }),
      w: () => focus('workRelated'),
      d: () => focus('department'),
      r: () => focus('referredFrom'),
    },
    isOn,
  );
}
