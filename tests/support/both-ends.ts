import { dumpCentre } from './centre-process.ts';
import { type DumpLine, dumpDesk, SENT_KINDS } from './desk-process.ts';

/** One version of one record, and the words by which both ends know it. */
export interface Version {
  kind: string;
  id: string;
  version: number;
  state: string;
}

export interface BothEnds {
  desk: Version[];
  centre: Version[];
  /** On the desk and not at the centre. */
  missing: string[];
  /** More than once at the centre, or newest in the history without being the record. */
  doubled: string[];
  /** At the centre and not on the desk. */
  strange: string[];
}

const nameOf = ({ kind, id, version }: Version) => `${kind} ${id} v${version}`;

const sentOf = (lines: readonly DumpLine[]): Version[] =>
  lines
    .filter(({ kind }) => SENT_KINDS.includes(kind))
    .map(({ kind, id, version, state }) => ({ kind, id, version, state }));

/** What came to the centre, change by change: its history names the record inside. */
function cameOf(lines: readonly DumpLine[], device: string): Version[] {
  return lines
    .filter((line) => line.kind === 'change' && line.device === device)
    .map(({ content, state }) => ({
      kind: String(content.kind),
      id: String(content.recordId),
      version: Number(content.version),
      state,
    }));
}

/** Compares what a desk has committed with what the centre has stored of it, version by version, from both dumps. */
export async function compareEnds(deskData: string, centreData: string): Promise<BothEnds> {
  return compareDumps(await dumpDesk(deskData), await dumpCentre(centreData));
}

export function compareDumps(deskLines: readonly DumpLine[], centreLines: readonly DumpLine[]): BothEnds {
  const device = deskLines.find(({ kind }) => kind === 'desk')?.id ?? '';
  const desk = sentOf(deskLines);
  const centre = cameOf(centreLines, device);
  const [deskNames, centreNames] = [desk.map(nameOf), centre.map(nameOf)];
  const atCentre = new Set(centreNames);
  const onDesk = new Set(deskNames);
  const records = sentOf(centreLines.filter((line) => line.device === device)).map(({ kind, id }) => `${kind} ${id}`);
  return {
    desk,
    centre,
    missing: deskNames.filter((name) => !atCentre.has(name)),
    doubled: [...repeated(centreNames), ...repeated(records)],
    strange: centreNames.filter((name) => !onDesk.has(name)),
  };
}

function repeated(names: readonly string[]): string[] {
  const first = new Map(names.map((name, index) => [name, index] as const).reverse());
  return names.filter((name, index) => first.get(name) !== index);
}
