import type { DEPARTMENTS, VISIT_TYPES } from '../../../shared/visits/record.ts';
import type { Category } from '../eligibility/check-wish.ts';

export type Department = (typeof DEPARTMENTS)[number];
export type VisitType = (typeof VISIT_TYPES)[number];

/** Where a kind of service usually goes; the clerk may choose otherwise. */
const USUAL: Partial<Record<Category, Department>> = {
  emergency: 'emergency',
  delivery: 'maternity',
  'birth-spacing': 'maternity',
  'minor-surgery': 'surgery',
};

export function usualDepartment(category: Category): Department {
  return USUAL[category] ?? 'general';
}

export function usualVisitType(category: Category): VisitType {
  return category === 'inpatient' || category === 'delivery' ? 'inpatient' : 'outpatient';
}
