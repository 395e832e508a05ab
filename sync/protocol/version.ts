/**
 * The version of every message on the wire between a desk and the centre. A change of meaning or shape raises it and
 * adds a line here; a test pins the shapes to this number.
 * 1: JSON messages; enrol, sync with a verdict per record, roster and places as gzipped JSON lines.
 * 2: rulesets and the national roster as signed files; a check asked of the centre; rechecks down with the verdicts.
 * 3: a batch is a signed, packed frame; clocks and runs of the desk; records of the facility's other desks come down.
 * 4: claims and closed months go up; the centre's answers to claims and the dated rate tables come down.
 */
export const PROTOCOL_VERSION = 4;

/** Versions that a centre still answers. */
export const PROTOCOL_VERSIONS_SERVED = [1, 2, 3, 4] as const;
