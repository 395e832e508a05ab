import type { Facility } from './record.ts';

/**
 * The facility of every practice desk, at both ends of the wire, so that a desk knows it before it has met its centre. It
 * serves no place, so that its desks have the whole register.
 */
export const PRACTICE_FACILITY: Facility = {
  code: 'PRAC1',
  nameKm: 'មណ្ឌលសុខភាពសាកល្បង',
  nameLatin: 'Practice health centre',
  level: 'MPA',
  isPublic: true,
  contractedFrom: '2018-01-01',
  contractedTo: null,
  placeCode: null,
};
