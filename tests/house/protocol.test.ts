import { expect, it } from 'vitest';
import { z } from 'zod';
import { sha256Hex } from '../../shared/base/hash.ts';
import { canonicalJson } from '../../shared/base/json.ts';
import { claim } from '../../shared/claims/record.ts';
import { eligibilityCheck } from '../../shared/eligibility/check.record.ts';
import { monthClose } from '../../shared/month/record.ts';
import { withdrawnRecord } from '../../shared/outbox/record.ts';
import { patient } from '../../shared/patients/record.ts';
import { visit } from '../../shared/visits/record.ts';
import { checkReply, checkRequest } from '../../sync/protocol/check.ts';
import { centreProblem, enrolReply, enrolRequest } from '../../sync/protocol/enrol.ts';
import { fileEnd, fileHeader, placesRow, rosterRow } from '../../sync/protocol/files.ts';
import { packsBody, packsFile } from '../../sync/protocol/packs.ts';
import { rulesetsBody, rulesetsFile } from '../../sync/protocol/rulesets.ts';
import { stickManifest } from '../../sync/protocol/stick.ts';
import { centreHealth, syncReply, syncRequest } from '../../sync/protocol/sync.ts';
import { PROTOCOL_VERSION, PROTOCOL_VERSIONS_SERVED } from '../../sync/protocol/version.ts';
import { sourceOf } from '../support/sources.ts';

/** The messages, and the records that travel inside them as content. */
const SHAPES = {
  enrolRequest,
  enrolReply,
  centreProblem,
  fileHeader,
  fileEnd,
  rosterRow,
  placesRow,
  syncRequest,
  syncReply,
  centreHealth,
  checkRequest,
  checkReply,
  rulesetsFile,
  rulesetsBody,
  packsFile,
  packsBody,
  stickManifest,
  patient,
  eligibilityCheck,
  visit,
  claim,
  monthClose,
  withdrawnRecord,
};

/**
 * What each version of the wire looks like. Desks of older versions go on living for months: when this test fails, raise
 * `PROTOCOL_VERSION`, add a line to its history and a line here, and keep the older ones as they are.
 */
const PINNED: Record<number, string> = {
  1: '9a332133285aa5ff821b7f30ed4f4246d32d55a790ae0faa2f748feff762f3b7',
  2: 'a7825981836ea1679f60fca33f08629ab110bd190c6016b0635f68d618f9d85d',
  3: '17fe6bdf67f61f335ceac5564be6a008c505105e1d216799198a81c505b6c123',
  4: 'ffb83484036f75b069d9ee68cae67d17beb2a1eb443984b21301f7f029c12fea',
};

function shapesText(): string {
  return canonicalJson(
    Object.fromEntries(
      Object.entries(SHAPES).map(([name, shape]) => [name, z.toJSONSchema(shape, { unrepresentable: 'any' })]),
    ),
  );
}

it('sends the messages that its version names', () => {
  expect(sha256Hex(shapesText())).toBe(PINNED[PROTOCOL_VERSION]);
});

it('has one pin and one line of history for every version, and serves the newest', () => {
  const versions = Array.from({ length: PROTOCOL_VERSION }, (_, index) => index + 1);
  expect(Object.keys(PINNED).map(Number)).toEqual(versions);
  const history = sourceOf('sync/protocol/version.ts').match(/^ \* \d+: /gm) ?? [];
  expect(history.map((line) => Number(/\d+/.exec(line)?.[0]))).toEqual(versions);
  expect(PROTOCOL_VERSIONS_SERVED).toContain(PROTOCOL_VERSION);
});

it('would notice a member more, a member less and another kind of value', () => {
  const pin = (shape: z.ZodType) => sha256Hex(canonicalJson(z.toJSONSchema(shape)));
  const one = z.object({ a: z.string() });
  const others = [z.object({ a: z.string(), b: z.string() }), z.object({}), z.object({ a: z.string().nullable() })];
  expect(others.filter((other) => pin(other) === pin(one))).toEqual([]);
});
