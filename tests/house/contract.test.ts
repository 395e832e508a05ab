import { describe, expect, it } from 'vitest';
import { AREAS } from '../../build/rooms.ts';
import { PERMISSIONS } from '../../shared/base/permission.ts';
import { claimsHandlers } from '../../shared/claims/handlers.ts';
import { contract } from '../../shared/contract.ts';
import { deskHandlers } from '../../shared/desk/handlers.ts';
import { eligibilityHandlers } from '../../shared/eligibility/handlers.ts';
import { laterHandlers } from '../../shared/eligibility/later-handlers.ts';
import { changeHandlers } from '../../shared/exchange/change-handlers.ts';
import { conflictHandlers } from '../../shared/exchange/conflict-handlers.ts';
import { exchangeHandlers } from '../../shared/exchange/handlers.ts';
import { stickHandlers } from '../../shared/exchange/stick-handlers.ts';
import { facilityHandlers } from '../../shared/facility/handlers.ts';
import { exportHandlers } from '../../shared/month/export-handlers.ts';
import { monthHandlers } from '../../shared/month/handlers.ts';
import { patientsHandlers } from '../../shared/patients/handlers.ts';
import { staffHandlers } from '../../shared/staff/handlers.ts';
import { visitsHandlers } from '../../shared/visits/handlers.ts';
import type { Ask } from '../../shared/wire/contract.ts';
import { projectFiles, sourceOf } from '../support/sources.ts';

const asks = Object.entries(contract as Record<string, Ask>);
const handlers = {
  ...facilityHandlers,
  ...staffHandlers,
  ...deskHandlers,
  ...patientsHandlers,
  ...eligibilityHandlers,
  ...laterHandlers,
  ...claimsHandlers,
  ...visitsHandlers,
  ...monthHandlers,
  ...exportHandlers,
  ...exchangeHandlers,
  ...changeHandlers,
  ...conflictHandlers,
  ...stickHandlers,
};
const files = projectFiles();

describe('the contract', () => {
  it('has the asks of the first loop', () => {
    const needed = [
      ...['staff.signIn', 'staff.signOut', 'patients.search', 'patients.register', 'patients.get', 'eligibility.check'],
      ...['visits.open', 'visits.close', 'visits.list', 'sync.status', 'sync.now', 'system.about'],
    ];
    const names = asks.map(([name]) => name);
    expect(needed.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('has one handler for every ask, and none besides', () => {
    expect(Object.keys(handlers).sort()).toEqual(asks.map(([name]) => name).sort());
  });

  it('gives every ask who may ask, a sentence for people, and a name of noun and verb', () => {
    const allowed: readonly string[] = ['anyone', 'signed-in', ...PERMISSIONS];
    for (const [name, { allow, says }] of asks) {
      expect(allowed, name).toContain(allow);
      expect(says, name).toMatch(/^[A-Z].*\.$/);
      expect(name).toMatch(/^[a-z]+\.[a-z][A-Za-z]*$/);
    }
  });

  it('gives every refusal a code in words and a sentence', () => {
    for (const [name, { refusals }] of asks) {
      for (const [code, sentence] of Object.entries(refusals)) {
        expect(code, name).toMatch(/^[a-z]+(-[a-z]+)*$/);
        expect(sentence, `${name} ${code}`).toMatch(/^[A-Z].*\.$/);
      }
    }
  });

  it('lets nobody in without a session but to see what this is, to sign in and to set up', () => {
    const open = asks.filter(([, { allow }]) => allow === 'anyone').map(([name]) => name);
    expect(open.sort()).toEqual(['staff.signIn', 'system.about', 'system.setUp', 'system.startPractice']);
  });

  it.each(AREAS.filter((area) => files.includes(`shared/${area}/handlers.ts`)))(
    'declares the refusals that the handlers of %s say, and says those that it declares',
    (area) => {
      const text = files
        .filter(
          (file) => file.startsWith(`shared/${area}/`) && /\.ts$/.test(file) && !/contract\.ts$|\.test\.ts$/.test(file),
        )
        .map(sourceOf)
        .join('\n');
      const host = sourceOf('shared/facility/host.ts');
      const said = new Set([...text.matchAll(/\brefuse\(\s*'([^']+)'/g)].map((match) => match[1] ?? ''));
      const contracts = files
        .filter((file) => file.startsWith(`shared/${area}/`) && /contract\.ts$/.test(file))
        .map(sourceOf)
        .join('\n');
      const mine = Object.keys(handlers).filter((name) => contracts.includes(`'${name}'`));
      const declared = new Set(
        mine.flatMap((name) => Object.keys((contract as Record<string, Ask>)[name]?.refusals ?? {})),
      );
      expect([...said].filter((code) => !declared.has(code))).toEqual([]);
      expect([...declared].filter((code) => !`${text}${host}`.includes(`'${code}'`))).toEqual([]);
    },
  );
});
