import { afterAll, expect, it } from 'vitest';
import { newFolder, removeFolder } from '../support/folder.ts';
import { runProgram } from '../support/process.ts';

const folder = newFolder('bench-month');
afterAll(() => removeFolder(folder));

it('prints figures of the month: the dashboard, what the others wait for, and a closing', {
  timeout: 120_000,
}, async () => {
  const words = ['--visits', '2000', '--rounds', '2', '--sources'];
  const { code, stdout, stderr } = await runProgram('tests/bench/month.ts', words, { TMPDIR: folder });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const spread = { p50: expect.any(Number), p95: expect.any(Number), max: expect.any(Number) };
  const file = {
    ms: expect.any(Number),
    mb: expect.any(Number),
    lines: expect.any(Number),
    memoryMb: expect.any(Number),
  };
  expect(JSON.parse(stdout)).toMatchObject({
    visits: 2_000,
    dashboard: {
      ...{ neverCountedMs: expect.any(Number), firstAfterStartMs: expect.any(Number) },
      ...{ againMs: spread, afterAVisitMs: spread, listMs: spread },
    },
    meanwhile: {
      othersAlone: { 'patients.search': spread, 'visits.list': spread },
      othersMeanwhile: { 'patients.search': spread, 'visits.list': spread },
      reportMs: spread,
      exports: { xlsx: file, pdf: file, csv: file, dhis2: file, archive: file },
      memoryMb: { before: expect.any(Number), after: expect.any(Number), most: expect.any(Number) },
    },
    closing: { lines: expect.any(Number), closeMs: expect.any(Number), closedReportMs: expect.any(Number) },
    noting: { addsUs: expect.any(Number) },
  });
});
