import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../tests/support/until.ts';
import { sealTools } from '../node/seal-tools.ts';
import { newSigningKeys, signerOf } from '../node/signatures.ts';
import { enrolReply } from '../protocol/enrol.ts';
import { openReply } from '../protocol/frame.ts';
import { bytesOfHex, itemBytes, itemsOf, openAnswer, sealStick } from '../protocol/seal.ts';
import { openAnswerItem, packManifest, SEALED_TYPE, STICK_ITEM_BYTES_MAX } from '../protocol/stick.ts';
import { RECHECKS_MAX, syncReply, type WireChange } from '../protocol/sync.ts';
import { TestCentre } from './tests/centre.ts';
import { aCheck, aPatient, aRound, aVisit, enrolBody, nth, post, said, withNssf } from './tests/desk.ts';
import { startEngines } from './tests/engines.ts';
import { PackedDesk, tools } from './tests/packed-desk.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});

interface Read {
  verdicts: string[];
  /** Checks that were decided anew. */
  rechecks: string[];
  /** Hashes of records of other desks. */
  records: string[];
}

/** A file as a desk makes it, with one frame for each list of changes, and how its answer is read. */
class Stick {
  readonly stickId = randomBytes(16).toString('hex');
  readonly #answerKey = randomBytes(32);
  readonly #desk: PackedDesk;
  readonly #frames: readonly Uint8Array[];

  constructor(desk: PackedDesk, ...batches: readonly (readonly WireChange[])[]) {
    this.#desk = desk;
    // News are asked for once, as a desk does it.
    this.#frames = batches.map((changes, index) => {
      const isLast = index === batches.length - 1;
      return desk.packed(changes, {
        deviceKey: null,
        ...(isLast ? { recordsAfter: 0 } : { rechecksAfter: 2 ** 31 - 1 }),
      });
    });
  }

  async bytes(sealing: string, frames = this.#frames): Promise<Uint8Array> {
    const { desk, keys } = this.#desk;
    const manifest = packManifest(signerOf(keys.privateKey), {
      ...{ format: 1, stickId: this.stickId, number: 3, facility: desk.facility, deviceId: desk.deviceId },
      ...{ deskNumber: desk.deskNumber, program: 'test', madeAt: '2026-03-01T01:00:00.000Z', proof: null },
      answerKey: this.#answerKey.toString('hex'),
    });
    return joined(sealStick(sealTools, bytesOfHex(sealing), items([manifest, ...frames])));
  }

  /** The verdicts of an answer as `outcome` or `outcome code`, and what else it says. */
  async read(answer: Uint8Array, signing: string): Promise<Read> {
    const content = openAnswer(sealTools, (id) => (id === this.stickId ? this.#answerKey : null), whole(answer));
    const read: Read = { verdicts: [], rechecks: [], records: [] };
    for await (const item of itemsOf(content, STICK_ITEM_BYTES_MAX)) {
      const { requestHash, reply } = openAnswerItem(item);
      const opened = syncReply.parse(openReply(tools, reply, bytesOfHex(signing), requestHash));
      expect([opened.roster, opened.national, opened.keys]).toEqual([null, null, null]);
      read.verdicts.push(...opened.verdicts.map(said));
      read.rechecks.push(...opened.rechecks.map(({ checkId }) => checkId));
      read.records.push(...(opened.records?.list.map(({ hash }) => hash) ?? []));
    }
    return read;
  }
}

async function* items(list: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const item of list) yield itemBytes(item);
}

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function joined(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe.each(engines)('sealed files at a centre on $name', (engine) => {
  describe.skipIf(engine.missing !== null)(engine.missing ?? 'are opened and answered', () => {
    let centre: TestCentre;
    let keys: { signing: string; sealing: string };
    beforeAll(async () => {
      centre = await TestCentre.start(engine, { isPractice: true });
      const enrolled = enrolReply.parse((await post(`${centre.url}/v1/enrol`, enrolBody({ protocol: 3 }))).body);
      keys = { signing: enrolled.keys.signing, sealing: String(enrolled.keys.sealing) };
    });
    afterAll(async () => centre.stop());

    const aDesk = async () => {
      const own = newSigningKeys();
      const desk = await PackedDesk.enrol(centre.url, { deviceKey: own.publicKey });
      desk.keys = own;
      return desk;
    };
    const send = async (bytes: Uint8Array) => {
      const headers = { 'content-type': SEALED_TYPE };
      const response = await fetch(`${centre.url}/v1/sealed`, { method: 'POST', headers, body: new Uint8Array(bytes) });
      return { status: response.status, body: new Uint8Array(await response.arrayBuffer()) };
    };
    const verdicts = async (stick: Stick) => {
      const { status, body } = await send(await stick.bytes(keys.sealing));
      expect(status).toBe(200);
      return (await stick.read(body, keys.signing)).verdicts;
    };
    const codeOf = ({ status, body }: { status: number; body: Uint8Array }) =>
      `${status} ${(JSON.parse(Buffer.from(body).toString()) as { code: string }).code}`;

    test('are stored once, and answered again as often as they come', async () => {
      const desk = await aDesk();
      const stick = new Stick(desk, aRound(desk.desk), aRound(desk.desk));
      expect(await verdicts(stick)).toEqual(Array(6).fill('accepted'));
      expect(await verdicts(stick)).toEqual(Array(6).fill('already-had'));
      const logged = centre.logged.filter(
        ({ event, fields }) => event === 'stick' && fields.device === desk.desk.deviceId,
      );
      expect(logged.map(({ fields }) => [fields.number, fields.timesBefore, fields.isRevoked])).toEqual([
        [3, 0, false],
        [3, 1, false],
      ]);
    });

    test('come at the same time as the same changes by line, and each is stored once', async () => {
      const desk = await aDesk();
      const round = Array.from({ length: 8 }, () => aRound(desk.desk)).flat();
      const stick = new Stick(desk, round);
      const [one, two, line] = await Promise.all([verdicts(stick), verdicts(stick), desk.verdicts(round)]);
      const accepted = round.map(
        (_, at) => [one[at], two[at], line[at]].filter((outcome) => outcome === 'accepted').length,
      );
      expect(accepted).toEqual(round.map(() => 1));
    });

    test('come in halves, and the second first', async () => {
      const desk = await aDesk();
      const patient = aPatient();
      const [first, second] = [desk.desk.change('patient', patient), desk.desk.change('visit', aVisit(patient))];
      expect(await verdicts(new Stick(desk, [second]))).toEqual(['try-later waits-for-patient']);
      expect(await verdicts(new Stick(desk, [first]))).toEqual(['accepted']);
      expect(await verdicts(new Stick(desk, [first, second]))).toEqual(['already-had', 'accepted']);
    });

    test('get the verdict of each record, good and bad', async () => {
      const desk = await aDesk();
      const bad = { ...desk.desk.change('patient', aPatient()), hash: '0'.repeat(64) };
      const good = aRound(desk.desk);
      expect(await verdicts(new Stick(desk, [bad], good))).toEqual([
        'needs-fixing hash-wrong',
        ...good.map(() => 'accepted'),
      ]);
    });

    test('are answered with all the news that there are, however many', async () => {
      const [desk, other] = [await aDesk(), await aDesk()];
      const theirs = Array.from({ length: 200 }, () => aRound(other.desk)).flat();
      for (let at = 0; at < theirs.length; at += 300) await other.verdicts(theirs.slice(at, at + 300));
      const patient = withNssf('29999999999999');
      const checks = Array.from({ length: RECHECKS_MAX + 30 }, () => {
        const check = aCheck(patient, { nssfKey: '29999999999999', serviceDate: '2026-03-10' });
        return { ...check, facts: { ...check.facts, serviceDate: check.serviceDate } };
      });
      const mine = [
        desk.desk.change('patient', patient),
        ...checks.map((check) => desk.desk.change('eligibility-check', check)),
      ];
      const stick = new Stick(desk, mine.slice(0, 100), mine.slice(100));
      const { body } = await send(await stick.bytes(keys.sealing));
      const read = await stick.read(body, keys.signing);
      expect(read.verdicts).toEqual(mine.map(() => 'accepted'));
      expect(read.rechecks).toEqual(checks.map(({ id }) => id));
      expect(theirs.map(({ hash }) => hash).filter((hash) => !read.records.includes(hash))).toEqual([]);
      expect(mine.map(({ hash }) => hash).filter((hash) => read.records.includes(hash))).toEqual([]);
      expect(new Set(read.records).size).toBe(read.records.length);
    });

    test('are taken from a desk that is shut out, whose line is not', async () => {
      const desk = await aDesk();
      await centre.command('revoke', { device: desk.desk.deviceId });
      const round = aRound(desk.desk);
      expect((await desk.send(desk.packed(round, { deviceKey: null }))).status).toBe(403);
      const stick = new Stick(desk, round);
      const { status, body } = await send(await stick.bytes(keys.sealing));
      expect(status).toBe(200);
      expect(await stick.read(body, keys.signing)).toEqual({
        verdicts: Array(3).fill('accepted'),
        rechecks: [],
        records: [],
      });
    });

    test('are refused whole where one frame is another desk’s or changed on the way', async () => {
      const [desk, other] = [await aDesk(), await aDesk()];
      const [mine, theirs] = [desk.packed(aRound(desk.desk), { deviceKey: null }), other.packed(aRound(other.desk))];
      const changed = Uint8Array.from(mine);
      changed[changed.length - 70] = nth([...changed], changed.length - 70) ^ 1;
      const stick = new Stick(desk);
      const before = (await centre.dump(true)).length;
      expect(codeOf(await send(await stick.bytes(keys.sealing, [mine, theirs])))).toBe('403 signature-wrong');
      expect(codeOf(await send(await stick.bytes(keys.sealing, [mine, changed])))).toBe('403 signature-wrong');
      expect(codeOf(await send(await stick.bytes(keys.sealing, [mine, randomBytes(50)])))).toBe('400 invalid');
      expect((await centre.dump(true)).length).toBe(before);
    });

    test('are asked to come again where too many come at once, and a broken line makes room', async () => {
      const { hostname, port } = new URL(centre.url);
      const slow: Socket[] = [];
      const head = `POST /v1/sealed HTTP/1.1\r\nhost: x\r\ncontent-type: ${SEALED_TYPE}\r\ncontent-length: 99\r\n\r\n`;
      const asked = () => send(Buffer.from('nothing'));
      await until('as many are being read as may be', async () => {
        slow.push(connect(Number(port), hostname).on('error', () => undefined));
        slow.at(-1)?.write(`${head}TONLE`);
        // It takes its place before the question that follows would.
        await pause(60);
        return (await asked()).status === 503;
      });
      expect(codeOf(await asked())).toBe('503 busy');
      for (const socket of slow) socket.destroy();
      await until('there is room again', async () => (await asked()).status === 400);
      expect(centre.logged.filter(({ event }) => event === 'request-failed')).toEqual([]);
    });

    test('are refused as any other body, and no other route takes bytes', async () => {
      const asked = (path: string, type: string) =>
        fetch(`${centre.url}${path}`, { method: 'POST', headers: { 'content-type': type }, body: '{}' });
      expect((await asked('/v1/sealed', 'application/json')).status).toBe(415);
      expect((await asked('/v1/sealed', 'text/plain')).status).toBe(415);
      expect(codeOf(await send(new Uint8Array()))).toBe('400 invalid');
      expect((await asked('/v1/enrol', SEALED_TYPE)).status).toBe(415);
    });
  });
});
