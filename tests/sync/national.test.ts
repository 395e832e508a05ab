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

/** The people of one employer, who pays for all of them at once; those before `unpaid` are left out of it. */
const STAFF = 80;
const staffNumber = (index: number) => `6000000-00000${String(index).padStart(2, '0')}-1`;
const staff = (months: string, unpaid: number) =>
  Array.from(
    { length: STAFF },
    (_, index) =>
      `${row(staffNumber(index), `Staff ${index}`, '1988-02-03', FAR_AWAY, index < unpaid ? '' : months)},E00042`,
  );
const recent = [1, 2].map((back) => addMonths(monthOf(today), -back)).join(';');

/** Nobody of these lives where the desk's facility is, so that only the national list can know them. */
const FAR_AWAY = '12010101';

describe('the national list, from the register to an answer without a line', () => {
  let folder: string;
  let centre: Running;
  let desk: DeskProcess;
  let late: DeskProcess;
  let clerk: Clerk;
  let lateClerk: Clerk;
  let renewal: { delta: { rules: number; changes: number; bytes: number } };

  /** Registers the holder of a card at a desk and checks it there. */
  const check = async (nssfNumber: string, birthDate: string, at = clerk) => {
    const { patient } = await at.ask('patients.register', {
      nameLatin: `Somebody ${birthDate}`,
      sex: 'female',
      birthDate,
      birthDatePrecision: 'day',
      identifiers: [{ kind: 'nssf', raw: nssfNumber }],
      isSomebodyElse: true,
    });
    return at.ask('eligibility.check', { patientId: patient.id, isIdentityShown: true });
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
    const unpaid = [...members.map((one) => `${one},`), ...staff('', 0)];
    writeFileSync(file, [`${COLUMNS},contribution_group`, ...unpaid, ''].join('\n'));
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
    const enrolled = async (name: string) => {
      const { code } = JSON.parse(await atCentre(data, 'enrol-code', '--facility', 'KT04')) as { code: string };
      const process = await startDesk({ data: join(folder, name), isPractice: false });
      const person = process.clerk();
      const manager = { managerName: 'Chan', userName: 'vuthy', pin: '135790' };
      await person.ask('system.setUp', { centreUrl: centre.url, code, ...manager });
      await person.signIn('vuthy', '135790');
      return { process, person };
    };
    const listIsHere = async ({ process, person }: Awaited<ReturnType<typeof enrolled>>, kind: 'full' | 'delta') => {
      await until(`the ${kind} list is here`, async () => {
        const { roster, national } = await person.ask('sync.now', {});
        return roster !== null && national !== null && process.stderr().includes(`"national-applied","kind":"${kind}"`);
      });
    };
    const first = await enrolled('desk');
    desk = first.process;
    clerk = first.person;
    await listIsHere(first, 'full');
    // The employer pays for nearly everybody: the desk learns it from a rule, another desk from a whole list.
    writeFileSync(
      file,
      [`${COLUMNS},contribution_group`, ...members.map((one) => `${one},`), ...staff(recent, 3), ''].join('\n'),
    );
    await atCentre(data, 'import-members', file);
    renewal = JSON.parse(await atCentre(data, 'publish-national', '--full')) as typeof renewal;
    await listIsHere(first, 'delta');
    const second = await enrolled('late-desk');
    late = second.process;
    lateClerk = second.person;
    await listIsHere(second, 'full');
    // From here on there is no line: nobody registered here becomes known by it.
    await centre.stop();
  });
  afterAll(async () => {
    await desk?.stop();
    await late?.stop();
    await centre?.stop();
    removeFolder(folder);
  });

  it('keeps in the catchment list only who lives there', async () => {
    const { roster, national } = await clerk.ask('sync.status', {});
    expect(roster).toMatchObject({ membersCount: 1 });
    expect(national).toEqual({ asOf: today, membersCount: 4 + STAFF });
  });

  it('knows a member from far away by card and birth date, as of a day', async () => {
    const known = await check('5000000-0000001-1', '1990-05-20');
    expect(known).toMatchObject({
      headline: 'covered-as-of',
      asOf: today,
      check: { decision: { outcome: 'eligible', payer: 'nssf' } },
    });
    expect(known.check.rosterId).toMatch(/^national-.+:2$/);
    const short = await check('5000000-0000002-2', '1985-01-31');
    expect(short).toMatchObject({ headline: 'not-covered', check: { decision: { reasons: ['Q_SHORT'] } } });
  });

  it('says nothing about a card to somebody who does not have its birth date', async () => {
    const stranger = await check('5000000-0000004-4', '1991-04-03');
    expect(stranger).toMatchObject({
      headline: 'provisional',
      check: { decision: { reasons: ['MEMBER_NOT_IN_CACHE'] } },
    });
  });

  it('learns from one rule what an employer has paid, and who of its people is left out, as a whole list says it', async () => {
    expect(renewal.delta).toMatchObject({ rules: 1, changes: 1 + 3 });
    for (const index of [0, 2, 3, STAFF - 1]) {
      const number = staffNumber(index);
      const [byRule, byWhole] = [await check(number, '1988-02-03'), await check(number, '1988-02-03', lateClerk)];
      expect(byRule).toMatchObject(
        index < 3
          ? { headline: 'not-covered', check: { decision: { reasons: ['Q_SHORT'] } } }
          : {
              headline: 'covered-as-of',
              check: { decision: { reasons: ['Q_2_CONSEC'] }, facts: { paidMonths: recent.split(';').sort() } },
            },
      );
      expect(byRule.check.decision).toEqual(byWhole.check.decision);
      expect(byRule.check.facts).toEqual(byWhole.check.facts);
    }
  });
});
