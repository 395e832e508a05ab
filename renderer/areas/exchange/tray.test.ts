import { expect, it } from 'vitest';
import type { AttentionItem } from '../../../shared/outbox/record.ts';
import { type ListedConflict, trayOf } from './tray.ts';

const item = (recordId: string): AttentionItem => ({
  ...{ kind: 'visit', recordId, version: 1, code: 'outcome-missing', field: 'outcome', sentence: '', params: {} },
  ...{ todo: 'correct', at: '', label: '1-001', patientId: null, patientNumber: null, visitId: recordId },
});
const conflict = (conflictId: number, needsPerson: boolean): ListedConflict => ({
  ...{ conflictId, kind: 'patient', recordId: 'p', patientId: 'p', patientNumber: '', label: '', field: 'phone' },
  ...{ kept: '', other: '', deskNumber: 2, madeAt: '', arrivedAt: '', needsPerson },
  ...{ settledAt: null, settledBy: null, take: null },
});

it('puts what the centre refused first, then what only a person can settle, each under a key of its own', () => {
  const tray = trayOf([item('a'), item('b')], [conflict(1, false), conflict(2, true)]);
  expect(tray.map(({ key }) => key)).toEqual(['visit a', 'visit b', 'conflict 2', 'conflict 1']);
  expect(trayOf([], [])).toEqual([]);
});
