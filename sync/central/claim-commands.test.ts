import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { monthOf } from '../../shared/base/time.ts';
import { newFolder, removeFolder } from '../../tests/support/folder.ts';
import { aCheck, aClaim, aClosedVisit, nth, TestDesk, withNssf } from './tests/desk.ts';
import { CentreProcess, central } from './tests/process.ts';

describe('what an officer types', () => {
  const data = newFolder('officer');
  let centre: CentreProcess;
  let claimId = '';
  let month = '';
  beforeAll(async () => {
    centre = await CentreProcess.start({ data, databaseUrl: null }, '--practice');
    const desk = await TestDesk.enrol(centre.url, { protocol: 4 });
    const patient = withNssf('20000000000009');
    const check = aCheck(patient, { decision: { outcome: 'eligible', payer: 'nssf', reasons: ['Q_2_CONSEC'] } });
    const visit = aClosedVisit(patient, { checkId: check.id });
    const { normalised: memberNumber } = nth(patient.identifiers, 0);
    const claim = aClaim(visit, desk.facility, { memberNumber });
    [claimId, month] = [claim.id, monthOf(claim.serviceFrom)];
    const changes = [
      desk.change('patient', patient),
      desk.change('eligibility-check', check),
      desk.change('visit', visit),
      desk.change('claim', claim),
    ];
    await desk.sync(changes, { protocol: 4, answersAfter: 0, recordsAfter: 0, packsId: null });
  });
  afterAll(async () => {
    await centre.end('SIGTERM');
    removeFolder(data);
  });

  const typed = async (name: string, ...more: string[]) => {
    const { code, out, err } = await central([name, '--facility', 'PRAC1', ...more, '--data', data]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return JSON.parse(out || 'null') as Record<string, unknown>;
  };
  const ofMonth = () => ['--month', month];
  const decide = (...how: string[]) =>
    typed(
      ...['decide-claim', '--claim', claimId, '--version', '1', ...how],
      ...['--by', 'Chea Sophal', '--note', 'seen by the officer'],
    );

  test('reaches the centre: a claim is found, decided, paid, and told to a FHIR server’s operator', async () => {
    expect(await typed('claims', ...ofMonth())).toMatchObject({ states: [{ state: 'accepted', claims: 1 }] });
    const blind = ['decide-claim', '--facility', 'PRAC1', '--claim', claimId, '--accept', '--by', 'Chea Sophal'];
    expect(await central([...blind, '--note', 'not looked at', '--data', data])).toMatchObject({
      ...{ code: 1, out: '', err: expect.stringContaining('--version is missing') as string },
    });
    expect(await decide('--deny', 'refused')).toMatchObject({ claim: claimId, state: 'denied' });
    expect(await typed('claims', ...ofMonth(), '--list', '--state', 'denied')).toMatchObject({
      ...{ claim: claimId, version: 1, state: 'denied', asks: 'payment', note: null },
      answer: { result: 'denied', codes: ['D090 refused'], by: 'Chea Sophal', note: 'seen by the officer' },
    });
    expect(await typed('claims', ...ofMonth(), '--list', '--state', 'appealed')).toBeNull();
    expect(await decide('--accept')).toMatchObject({ state: 'accepted' });
    const paid = await typed('pay-claims', ...ofMonth(), '--by', 'Chea Sophal', '--payment', 'P-1');
    expect(paid).toMatchObject({ claims: 1 });
    const out = join(data, 'month.ndjson');
    const given = { bundles: 1, visits: 1, withdrawn: 0, leftOut: 0 };
    expect(await typed('export-fhir', ...ofMonth(), '--out', out)).toEqual(given);
    expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ resourceType: 'Bundle', type: 'transaction' });
    expect(await typed('month')).toBeNull();
  });
});
