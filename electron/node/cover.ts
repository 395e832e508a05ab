import type { CoverSources } from '../../shared/facility/host.ts';
import { centreOf, deskOf } from '../../shared/facility/store.ts';
import { nssfKey as nssfKeyOf } from '../../shared/patients/identifiers.ts';
import type { Transport } from '../../sync/desk/transport.ts';
import { CHECK_BUDGET_MS, type CheckRequest, checkReply } from '../../sync/protocol/check.ts';
import type { NationalStore } from './national/store.ts';
import type { SqliteDb } from './sqlite.ts';

/** This message has not changed since it came to be, and so also a centre of that version answers it. */
const CHECK_PROTOCOL = 2;

export interface CoverWorld {
  db: SqliteDb;
  transportTo(url: string): Transport;
  /** Null until this desk has a national list. */
  national(): NationalStore | null;
  isUnplugged(): boolean;
}

/** Where cover is known outside the desk's own database. Whatever goes wrong on the line is the same as no line. */
export function createCover(world: CoverWorld): CoverSources {
  return {
    lookUp: async (nssfKey, birthText) => (await world.national()?.lookup(nssfKey, birthText)) ?? null,

    national() {
      const roster = world.national()?.stats().roster ?? null;
      return roster === null ? null : { asOf: roster.asOf, membersCount: roster.membersCount };
    },

    async askCentre(nssfKey) {
      const centre = centreOf(world.db);
      const desk = deskOf(world.db);
      if (centre === null || desk === null || world.isUnplugged()) return null;
      const request: CheckRequest = { protocol: CHECK_PROTOCOL, deviceId: desk.deviceId, nssfKey };
      try {
        const answer = await world
          .transportTo(centre.url)
          .post('/v1/check', request, centre.deviceToken, CHECK_BUDGET_MS);
        const parsed = checkReply.safeParse(answer.body);
        if (answer.status !== 200 || !parsed.success) return null;
        const { member, asOf } = parsed.data;
        // A row for another number would be somebody else's cover.
        if (member !== null && nssfKeyOf(member.nssfNumber) !== nssfKey) return null;
        return { asOf, member };
      } catch {
        return null;
      }
    },
  };
}
