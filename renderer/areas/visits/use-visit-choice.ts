import { useState } from 'react';
import type { AskInput } from '../../client/client.ts';
import { type Category, type CheckWish, FIRST_WISH } from '../eligibility/check-wish.ts';
import { type Department, usualDepartment, usualVisitType, type VisitType } from './visit-plan.ts';

type VisitPart = Required<Pick<AskInput<'visits.open'>, 'department' | 'visitType' | 'referredFrom'>>;

/** What the clerk has chosen for a visit that is not open yet. */
export interface VisitChoice {
  wish: CheckWish;
  setWish: (wish: CheckWish) => void;
  department: Department;
  setDepartment: (department: Department) => void;
  visitType: VisitType;
  setVisitType: (visitType: VisitType) => void;
  referredFrom: string;
  setReferredFrom: (text: string) => void;
  /** The part of it that goes into the visit itself. */
  visit: VisitPart;
}

/** The choices for one visit; another kind of service proposes the department and visit type that usually go with it. */
export function useVisitChoice(): VisitChoice {
  const [wish, setWishState] = useState<CheckWish>(FIRST_WISH);
  const [department, setDepartment] = useState<Department>('general');
  const [visitType, setVisitType] = useState<VisitType>('outpatient');
  const [referredFrom, setReferredFrom] = useState('');
  const propose = (category: Category) => {
    setDepartment(usualDepartment(category));
    setVisitType(usualVisitType(category));
  };
  return {
    wish,
    setWish: (next) => {
      const isNewKind = next.category !== wish.category;
      if (isNewKind) propose(next.category);
      setWishState(isNewKind ? { ...next, isEmergency: next.category === 'emergency' } : next);
    },
    ...{ department, setDepartment, visitType, setVisitType, referredFrom, setReferredFrom },
    visit: { department, visitType, referredFrom: referredFrom.trim() || null },
  };
}
