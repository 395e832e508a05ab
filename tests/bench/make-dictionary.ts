import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { faultOfSqlite } from '../../electron/node/sqlite.ts';
import { createCore } from '../../shared/core.ts';
import { savePlace } from '../../shared/facility/store.ts';
import { waitingChanges } from '../../shared/outbox/store.ts';
import { SMALL_NAMES } from '../../sync/central/sample/names.ts';
import { requestOf } from '../../sync/desk/exchange.ts';
import { createFrameTools } from '../../sync/node/frame-tools.ts';
import { type FrameTools, packReply, packRequest } from '../../sync/protocol/frame.ts';
import type { AnyReply, SyncRequest } from '../../sync/protocol/sync.ts';
import { writeUnits } from '../../sync/protocol/units.ts';
import { ByteWriter } from '../../sync/protocol/varint.ts';
import { clerkOver } from '../support/asks.ts';
import { hostWithoutLine, openTestDesk } from '../support/desk.ts';
import { DESK, FACILITY } from '../support/facility.ts';
import { type Names, serveVisits, type Variant } from './sync-visits.ts';

/**
 * `node build/bootstrap.mjs tests/bench/make-dictionary.ts 1`: writes `sync/node/dictionary-1.ts`, the texts that batches are
 * full of: the names of fields and how they are usually planned, words of invented names, and whole batches of invented
 * visits, the most usual ones last. Frames name their dictionary by its hash and are kept for years, so a dictionary that
 * was ever given out stays as it is; a better one gets the next number and is added to `sync/node/frame-tools.ts`.
 */
const SEED = 20_260_101;
const VILLAGES = ['02010101', '02010102', '02010103', '02010204', '02010305', '02010306'];
const LINE_CHARACTERS = 112;

const NAMES: Names = {
  family: SMALL_NAMES.family,
  starts: ['', '', '', 'ស្រី Srey'],
  given: [...SMALL_NAMES.givenFemale, ...SMALL_NAMES.givenMale],
};
const pieces: Uint8Array[] = [];
const real = createFrameTools();
/** Packs nothing, and keeps what it was given to pack. */
const keeping: FrameTools = {
  ...real,
  compress: (bytes) => {
    pieces.push(bytes);
    return { method: 0, dictionary: new Uint8Array(8), bytes };
  },
};
const sign = () => new Uint8Array(64);

async function requestWith(variant: Variant, visits: number): Promise<SyncRequest> {
  const desk = await openTestDesk('memory');
  desk.db.write((tx) => {
    for (const code of VILLAGES) savePlace(tx, { code, level: 'village', nameKm: 'ភូមិ', nameLatin: 'Phum' });
  });
  let before = 0;
  const restart = async () => {
    before = Number(desk.db.get('SELECT coalesce(max(seq), 0) AS seq FROM change')?.seq);
    const { serve } = createCore({
      ...{ db: desk.db, clock: desk.clock, host: hostWithoutLine(), log: () => undefined, faultOf: faultOfSqlite },
      random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
    });
    const clerk = clerkOver(serve);
    desk.clock.advance(3_600_000);
    await clerk.signIn('vanna', '481920');
    return clerk;
  };
  await serveVisits(desk, restart, VILLAGES, { variant, visits, seed: SEED + visits, names: NAMES });
  const sender = {
    ...{ deviceId: DESK.deviceId, program: 'tonle 0.1.0', token: '', national: null },
    ...{ rosterId: 'roster-2026-03-09', placesId: 'places-2026', rulesetsId: 'rulesets-1', packsId: null },
  };
  const request = requestOf(
    desk.db,
    sender,
    waitingChanges(desk.db, 1_500, before),
    new Date(desk.clock.nowMs()).toISOString(),
  );
  await desk.close();
  return request;
}

function replyTo({ changes }: SyncRequest, feed: number): AnyReply {
  const news = { id: '', asOf: '', rows: 0, bytes: 0, sha256: '' };
  return {
    protocol: 3,
    serverTime: new Date(0).toISOString(),
    facility: FACILITY,
    verdicts: changes.map(({ incarnation, seq }) => ({
      ...{ incarnation, seq, outcome: 'accepted' as const },
      ...{ code: null, field: null, sentence: null },
    })),
    ...{ roster: feed > 0 ? news : null, places: null, rulesets: feed > 0 ? news : null, national: null },
    ...{ rechecks: [], keys: null, runsThrough: changes[0]?.incarnation ?? null, fence: null },
    records: {
      through: feed,
      hasMore: false,
      list: changes.slice(0, feed).map(({ clockFlag: _flag, baseHash: _base, ...change }, at) => ({
        ...change,
        ...{ feedSeq: at + 1, deviceId: DESK.deviceId, deskNumber: 2, losers: [], fault: null },
      })),
    },
  } as AnyReply;
}

function words(): Uint8Array {
  const writer = new ByteWriter();
  const all = [...NAMES.family, ...NAMES.given];
  for (const [khmer = '', latin = ''] of all) writeUnits(writer, `${khmer}${latin.toUpperCase()}`);
  return writer.done();
}

const [few, known, mixed, fresh] = [
  await requestWith('mixed', 8),
  await requestWith('known', 300),
  await requestWith('mixed', 300),
  await requestWith('new', 300),
];
pieces.push(words());
packReply(keeping, sign, replyTo(mixed, 60), new Uint8Array(32));
packRequest(keeping, sign, { ...few, changes: [] });
packReply(keeping, sign, replyTo(mixed, 0), new Uint8Array(32));
for (const request of [few, known, fresh, mixed]) packRequest(keeping, sign, request);

const number = Number(process.argv[2]);
if (!Number.isInteger(number) || number < 1) throw new Error('say which number the dictionary gets');
const base64 = Buffer.concat(pieces).toString('base64');
const lines = base64.match(new RegExp(`.{1,${LINE_CHARACTERS}}`, 'g')) ?? [];
const file = fileURLToPath(new URL(`../../sync/node/dictionary-${number}.ts`, import.meta.url));
await writeFile(
  file,
  `/** Made by \`tests/bench/make-dictionary.ts\` of invented visits; never changed, since kept frames need it. Base64. */\nexport const DICTIONARY_${number} = [\n${lines.map((line) => `  '${line}',\n`).join('')}].join('');\n`,
);
process.stdout.write(`${file}: ${Buffer.from(base64, 'base64').length} bytes\n`);
