import { sha256Hex } from '../../shared/base/hash.ts';
import { idOfRun, runKeyOf } from '../../shared/base/ids.ts';
import { canonicalJson } from '../../shared/base/json.ts';
import type { AnyRequest, WireChange } from '../../sync/protocol/sync.ts';

const INCARNATION = '0123456789abcdef0123456789abcdef';
const START_MS = Date.parse('2026-03-10T02:10:00.000Z');
const VISITS = 8;

/** A small batch in which every form of a column is met; the frame that was once made of it has to be read for ever. */
export function keptRequest(): AnyRequest {
  return {
    ...{ protocol: 3, deviceId: '7d3f2a58-0e0c-4f6e-9a53-3f1a6f0a1c11', program: 'tonle 0.1.0' },
    sentAt: '2026-03-10T03:00:00.000Z',
    ...{ rosterId: null, placesId: 'places-1', rulesetsId: null, national: { rosterId: 'national-1', seq: 7 } },
    ...{ rechecksAfter: 3, epoch: 'ffeeddccbbaa99887766554433221100', runs: [], recordsAfter: 12, deviceKey: null },
    changes: Array.from({ length: VISITS }, (_, at) => [patient(at), visit(at)]).flat(),
  };
}

function patient(at: number): WireChange {
  const id = idOf(2 * at);
  const number = `${2_000_000 + at * 7_919}-${String(at * 104_729).padStart(7, '0')}-ក`;
  const names = ['សុខ ដារ៉ា', 'ចាន់ សុភា', 'សុខ សុភា'];
  const latin = ['SOK DARA', 'CHAN SOPHEA', 'SOK SOPHEA'];
  return changeOf(2 * at, 'patient', id, {
    ...{
      id,
      patientNumber: `KT04-02-${String(at + 1).padStart(6, '0')}-${at}`,
      odd: at === 3 ? '\ud800"\\\u0001€' : null,
    },
    ...{ nameKm: names[at % 3], nameLatin: latin[at % 3], birthDate: `19${50 + at * 5}-0${1 + at}-1${at}` },
    ...{ registeredAt: madeAt(2 * at), weight: at / 3, far: 1e21, sex: at % 2 === 0 ? 'female' : 'male' },
    identifiers:
      at % 2 === 0 ? [{ kind: 'nssf', raw: number, normalised: number.replace(/\D/g, '').slice(0, 14) }] : [],
  });
}

function visit(at: number): WireChange {
  const id = idOf(2 * at + 1);
  return changeOf(2 * at + 1, 'visit', id, {
    ...{
      id,
      patientId: idOf(2 * at),
      months: at % 3 === 0 ? [] : ['2026-01', '2026-02'],
      facts: { level: 'MPA', isPublic: true },
    },
    ...{ openedAt: madeAt(2 * at + 1), dayNumber: at + 1, payer: at % 2 === 0 ? 'nssf' : 'self', note: `note ${at}` },
  });
}

function changeOf(at: number, kind: string, recordId: string, record: object): WireChange {
  const content = at === 5 ? `not JSON ${JSON.stringify(record)}` : canonicalJson(record);
  return {
    ...{ incarnation: INCARNATION, seq: 40 + at, kind, recordId, version: 1 },
    ...{ hash: at === 4 ? 'a'.repeat(64) : sha256Hex(content), content, madeAt: madeAt(at) },
    ...{ hlc: START_MS + at * 61_001, clockFlag: at === 7 ? 'back' : 'ok', baseHash: at === 9 ? '01234567' : null },
  };
}

function idOf(at: number): string {
  return idOfRun(START_MS + at * 61_001, runKeyOf(INCARNATION), at);
}

function madeAt(at: number): string {
  return new Date(START_MS + at * 61_001).toISOString();
}

/** The frame that the first version made of it, with its texts not packed; signed with the key of test 2 of RFC 8032. */
export const KEPT_FRAME = [
  'VE5MARAAAAAAAAAAAKgLDghwcm90b2NvbAAAAAAIZGV2aWNlSWQAAAAAB3Byb2dyYW0AAAAABnNlbnRBdAAAAAAIcm9zdGVySWQAAAAACHBsYW',
  'Nlc0lkAAAAAApydWxlc2V0c0lkAAAAAAhuYXRpb25hbAIIcm9zdGVySWQAAAAAA3NlcQAAAAABAAAADXJlY2hlY2tzQWZ0ZXIAAAAABWVwb2No',
  'AAAAAARydW5zAAAAAAxyZWNvcmRzQWZ0ZXIAAAAACWRldmljZUtleQAAAAAHY2hhbmdlcwAAAQsLaW5jYXJuYXRpb24AAAAAA3NlcQAAAAAEa2',
  'luZAAAAAAIcmVjb3JkSWQAAAAAB3ZlcnNpb24AAAAABm1hZGVBdAAAAAADaGxjAAAAAAljbG9ja0ZsYWcAAAAACGJhc2VIYXNoAAAAAAdjb250',
  'ZW50AAAAAgdwYXRpZW50CwliaXJ0aERhdGUAAAAAA2ZhcgAAAAACaWQAAAAAC2lkZW50aWZpZXJzAAABAwRraW5kAAAAAApub3JtYWxpc2VkAA',
  'AAAANyYXcAAAAAAQAAAAAGbmFtZUttAAAAAAluYW1lTGF0aW4AAAAAA29kZAAAAAANcGF0aWVudE51bWJlcgAAAAAMcmVnaXN0ZXJlZEF0AAAA',
  'AANzZXgAAAAABndlaWdodAAAAAABAAAABXZpc2l0CAlkYXlOdW1iZXIAAAAABWZhY3RzAghpc1B1YmxpYwAAAAAFbGV2ZWwAAAAAAQAAAAJpZA',
  'AAAAAGbW9udGhzAAABAAAAAAAEbm90ZQAAAAAIb3BlbmVkQXQAAAAACXBhdGllbnRJZAAAAAAFcGF5ZXIAAAAAAQAAAARoYXNoAAAAAAILAAEC',
  'AwQFBgcICQwAAQIDBAUGBwgKCQAAAAEAAAAFAAADAAAEoAAEwAAABEACAAAABMAAAAAAAAUAAATAAAADAAIDAAIEoAAGAAADAAsAAAAGAAAFAA',
  'AEuAADABQEAgEABIAyAxgABEAWAwAWBAIBAAigAAgAAAUAAARgLgMYAAQIPxYGAAAFAAAEGAAEwAABBMAAAwQiAgAAAgQiAgAmAggAAATAAA8E',
  'CEUWBAIBAAMAFwUAAAMACwUBAAACAAAEAAAECD8WBgEBAATAAAMEwAABBAhFFgQIXSAEAgEABKAAAAAADgAACQAACwAAAAAAAAAAAAAMAAAAAA',
  'YAgwIAAAUAAAAEAgcQEQUNAApaAAAAAAMAAAUHAAAIAHRvbmxlIAABAAEuAAEAAS4AAQABcGxhY2VzLQABAAFuYXRpb25hbC0AAQABcGF0aWVu',
  'dHZpc2l0b2tiYWNrbm90IEpTT04geyJpZCI6IjAxOWNkNTg2LWM0MmQtNzAxMi1iNDU2LTc4OWFiYzAwMDAwNSIsInBhdGllbnRJZCI6IjAxOW',
  'NkNTg1LWQ1ZTQtNzAxMi1iNDU2LTc4OWFiYzAwMDAwNCIsIm1vbnRocyI6WyIyMDI2LTAxIiwiMjAyNi0wMiJdLCJmYWN0cyI6eyJsZXZlbCI6',
  'Ik1QQSIsImlzUHVibGljIjp0cnVlfSwib3BlbmVkQXQiOiIyMDI2LTAzLTEwVDAyOjE1OjA1LjAwNVoiLCJkYXlOdW1iZXIiOjMsInBheWVyIj',
  'oibnNzZiIsIm5vdGUiOiJub3RlIDIifTFlKzIxbnNzZgAOAActAActgJ+7gYq2msm2hbaTy5+7l7ZTT0tEQVJBQ0hBTlNPUEhFQQHYACJcAQAB',
  'ASCsS1QAAi0AAi0ABi0AAQABZmVtYWxlbWFsZTAuMzMzMzMzMzMzMzMzMzMzMzAuNjY2NjY2NjY2NjY2NjY2NjEuMzMzMzMzMzMzMzMzMzMzMz',
  'EuNjY2NjY2NjY2NjY2NjY2NzIuMzMzMzMzMzMzMzMzMzMzNU1QQQAELQACbm90ZSAAAQABbnNzZnNlbGZBAcvp+VLAcGJ7dNKZ+NN4UOCIATAA',
  'gKmc1a/jfAAhBACMFBQIH/3buZd1UzEO7MqohmRCIAgwUAAgAJGis8TV5veAkaKzxNXm96GODwNTOasEOX5AACXZuP8NghgAJWkYTnKf/4APle',
  'hH8BAU3KfjK1DCG5TuFlstuaJ42lNP8zZFWF8A1pIVfqX36PWSA0Sx0FupMRig6yxpdYIRES8YDhjK91LL5r7LvclVVVVVVVVVVVVVVVVVVVVV',
  'VVVVVVVVVVVVVVVVVVMm0qDMAfXCqQPV37j50HCUr9TCjykAQzn1mEFL6S10YHaHjCar+7SHIh0KOdiAwpjMGXGQb53GeRFeIED1Ynyo9PN8BG',
  'gmxDVk+5Tex72PdmilQQXmGz1mhX+mk80In6z/qleQ6D2S0p8yChVduTqTe0CUb4QcmMKca96813dRiIyliYtNPAU4VMLKRpSVteyGas23na26',
  'adPEd2ULxYZK2bPPrhNz2nBLrZvUU49ahFpVBQ==',
].join('');
