import { instantOf, monthOf } from '../base/time.ts';
import { packById } from '../claims/pack-store.ts';
import type { Host } from '../facility/host.ts';
import { deskOf } from '../facility/store.ts';
import type { Handlers } from '../wire/handlers.ts';
import type { exportsContract } from './contract.ts';
import { keepCounted } from './day-store.ts';
import { firstAsOfFile } from './file-store.ts';
import { monthReportJob } from './report-store.ts';

export const exportHandlers: Handlers<typeof exportsContract, Host> = {
  'exports.start': async (db, { month, kind }, act, refuse, host) => {
    const desk = deskOf(db);
    if (desk === null) return refuse('not-set-up');
    if (month > monthOf(act.today)) return refuse('month-not-begun', 'month');
    const asked = { month, asOf: instantOf(act.bestMs), today: act.today };
    const { report, fresh } = await host.reading.run(db, monthReportJob, asked);
    if (fresh.length > 0) db.write((tx) => keepCounted(tx, fresh));
    if (report === null) return refuse('not-set-up');
    const mapping = report.packId === null ? null : (packById(db, report.packId)?.dhis2 ?? null);
    const { code: facility } = desk.facility;
    if (kind === 'dhis2' && (mapping === null || !Object.hasOwn(mapping.orgUnits, facility)))
      return refuse('no-mapping');
    const { digest, linesCount: lines } = report;
    const firstAsOf = db.write((tx) => firstAsOfFile(tx, report));
    const begun = await host.exports.start({ ...asked, firstAsOf, kind, facility, digest, lines });
    return 'refused' in begun ? refuse(begun.refused) : { export: begun };
  },

  'exports.list': (_db, _input, _act, _refuse, host) => ({ exports: host.exports.list() }),

  'exports.cancel': async (_db, { exportId }, _act, refuse, host) => ({
    export: (await host.exports.cancel(exportId)) ?? refuse('not-running'),
  }),
};
