import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addMonths, dayAt, monthOf } from '../../shared/base/time.ts';
import type { Clerk } from '../support/asks.ts';
import { atCentre, startRealCentre } from '../support/centre-process.ts';
import { type DeskProcess, startDesk } from '../support/desk-process.ts';
import { newFolder, removeFolder } from '../support/folder.ts';
import type { Running } from '../support/process.ts';
import { until } from '../support/until.ts';

const COLUMNS =
  'nssf_number,name_km,name_latin,sex,birth_date,birth_date_precision,village_code,class,relation,principal_nssf_number,is_disabled_or_chronic,is_marriage_registered,is_active,valid_from,valid_to,paid_months';
const today = dayAt(Date.now());
const paidUp = Array.from({ length: 8 }, (_, back) => addMonths(monthOf(today), -1 - back)).join(';');

const row = (nssfNumber: string, nameLatin: string, birthDate: string, village: string, months: string) =>
  `${nssfNumber},,${nameLatin},female,${birthDate},day,${village},employee,,,false,false,true,2020-01-01,,${months}`;

/** Nobody of these lives where the desk's facility is, so that only the national list can know them. */
const FAR_AWAY = '12010101';

describe('the national list, from the register to an answer without a line', () => {
  let folder: string;
  let centre: Running;
  let desk: DeskProcess;
  let clerk: Clerk;

  const register = async (nssfNumber: string, birthDate: string) => {
    const { patient } = await clerk.ask('patients.register', {
      nameLatin: `Somebody ${birthDate}`,
      sex: 'female',
      birthDate,
      birthDatePrecision: 'day',
      identifiers: [{ kind: 'nssf', raw: nssfNumber }],
    });
    return clerk.ask('eligibility.check', { patientId: patient.id, isIdentityShown: true });
  };

  beforeAll(async () => {
    folder = newFolder('national-loop');
    const data = join(folder, 'centre');
    const file = join(folder, 'register.csv');
    const members = [
      row('5000000-0000001-1', 'Far One', '1990-05-20', FAR_AWAY, paidUp),
      row('5000000-0000002-2', 'Far Two', '1985-01-31', FAR_AWAY, '2020-01'),
      row('5000000-0000004-4', 'Far Four', '1991-04-02', FAR_AWAY, paidUp),
      row('5000000-0000003-3', 'Near Three', '1979-09-09', '02010101', paidUp),
    ];
    writeFileSync(file, [COLUMNS, ...members, ''].join('\n'));
    centre = await startRealCentre(data);
    await atCentre(
      data,
      'add-facility',
      '--code',
      'KT04',
      '--name-km',
      'មណ្ឌល',
      '--name-latin',
      'Kantueu',
      '--level',
      'MPA',
      '--contracted-from',
      '2019-01-01',
      '--place',
      '0201',
    );
    await atCentre(data, 'import-members', file);
    await atCentre(data, 'publish-national');
    const { code } = JSON.parse(await atCentre(data, 'enrol-code', '--facility', 'KT04')) as { code: string };
    desk = await startDesk({ data: join(folder, 'desk'), isPractice: false });
    clerk = desk.clerk();
    await clerk.ask('system.setUp', {
      centreUrl: centre.url,
      code,
      managerName: 'Chan',
      userName: 'vuthy',
      pin: '135790',
    });
    await clerk.signIn('vuthy', '135790');
    await until('the lists are here', async () => {
      const { roster, national } = await clerk.ask('sync.now', {});
      return roster !== null && national !== null;
    });
    // From here on there is no line: nobody registered here becomes known by it.
    await centre.stop();
  });
  afterAll(async () => {
    await desk?.stop();
    await centre?.stop();
    removeFolder(folder);
  });

  it('keeps in the catchment list only who lives there', async () => {
    const { roster, national } = await clerk.ask('sync.status', {});
    expect(roster).toMatchObject({ membersCount: 1 });
    expect(national).toEqual({ asOf: today, membersCount: 4 });
  });

  it('knows a member from far away by card and birth date, as of a day', async () => {
    const known = await register('5000000-0000001-1', '1990-05-20');
    expect(known).toMatchObject({
      headline: 'covered-as-of',
      asOf: today,
      check: { decision: { outcome: 'eligible', payer: 'nssf' } },
    });
    expect(known.check.rosterId).toMatch(/^national-.+:1$/);
    const short = await register('5000000-0000002-2', '1985-01-31');
    expect(short).toMatchObject({ headline: 'not-covered', check: { decision: { reasons: ['Q_SHORT'] } } });
  });

  it('says nothing about a card to somebody who does not have its birth date', async () => {
    const stranger = await register('5000000-0000004-4', '1991-04-03');
    expect(stranger).toMatchObject({
      headline: 'provisional',
      check: { decision: { reasons: ['MEMBER_NOT_IN_CACHE'] } },
    });
  });
});
