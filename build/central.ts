import { extname, resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type CommandName, isCommand } from '../sync/central/commands.ts';
import { CentreFault, whatIsSafe } from '../sync/central/faults.ts';
import { type CommandCall, runFromCommandLine } from '../sync/central/node/command-line.ts';
import { linesInto, postBundle, readToken } from '../sync/central/node/fhir-post.ts';
import { forwardStick } from '../sync/central/node/forward-stick.ts';
import { logToStderr } from '../sync/central/node/log.ts';
import { startCentre } from '../sync/central/node/start.ts';

const USAGE = `Usage: npm run central -- [command] [options]

  (no command)             serve: --data DIR --port N [--host 127.0.0.1] [--practice] [--publish-at 02:00]
  import-members FILE.csv  load a register file, - for standard input [--refused FILE] [--resume] [--publish]
  import-places FILE.csv   load a gazetteer (code,level,unit,name_km,name_latin) [--refused FILE]
  add-facility             --code C --name-km N --name-latin N --level L [--private] [--contracted-from DAY]
                           [--contracted-to DAY] [--place CODE[,CODE]] [--practice]
  enrol-code               --facility CODE [--hours 72]: prints a one-time code for one desk
  revoke                   --device ID: this desk's token stops
  dump                     every stored record as JSON lines [--history: every version]
  counts                   --facility CODE: records of each desk by state, as its screen counts them
  roster                   --facility CODE --out FILE: writes the roster as the desks get it
  import-stick FILE        take a desk's sealed file --answer FILE2: the answer that goes back to the desk
  verify-archive FILE      whether a month's archive is whole, of a desk that is known, and what is in it
  forward-stick FILE       carry a desk's sealed file on to a centre over the line --to URL --answer FILE2; needs no --data
  publish-ruleset FILE     put a dated ruleset in force (JSON: id, validFrom, validTo, ruleset) [--correct-past REASON]
  rulesets                 every ruleset that was ever published, as JSON lines
  publish-pack FILE        put a reference pack in force: rates, categories, codes, reports (JSON) [--correct-past REASON]
  list-packs               every pack that was ever published, as JSON lines
  claims                   --facility CODE --month 2026-03 [--state STATE]: counts and sums by payer, code and category;
                           with --list each claim, one a line: its id and version, what is asked and why, what was said of it
  decide-claim             --facility CODE --claim ID --version N --accept | --return CLAIMCODE | --deny CLAIMCODE --by NAME
                           --note TEXT: an officer's word on one claim, or on an appeal, as the list showed it
  pay-claims               --facility CODE --month 2026-03 --by NAME --payment NUMBER: all accepted claims of that month
  month                    --facility CODE: closed months with their digests, and whether the centre counts the same
  export-fhir              --facility CODE --month 2026-03 --out FILE | --post URL [--token-file FILE]: the month's visits and
                           claims as FHIR R4 transaction Bundles, one a line, or posted to a FHIR server
  publish-national         make the national roster of the register as it is [--full] [--facilities CODE,CODE | all]

Every command takes --data DIR, and works while a centre runs on it. With DATABASE_URL in the environment the store is
that PostgreSQL, else PGlite in DIR.`;

const text = { type: 'string' } as const;
const yes = { type: 'boolean' } as const;
const common = { data: text, help: yes } as const;

const OPTIONS: Record<CommandName | 'serve' | 'forward-stick', NonNullable<ParseArgsConfig['options']>> = {
  serve: { ...common, port: text, host: text, practice: yes, 'publish-at': text },
  'import-members': { ...common, refused: text, resume: yes, publish: yes },
  'import-places': { ...common, refused: text },
  'add-facility': {
    ...common,
    ...{ code: text, 'name-km': text, 'name-latin': text, level: text, private: yes, practice: yes },
    ...{ 'contracted-from': text, 'contracted-to': text, place: text },
  },
  'enrol-code': { ...common, facility: text, hours: text, practice: yes },
  revoke: { ...common, device: text },
  dump: { ...common, history: yes },
  counts: { ...common, facility: text },
  roster: { ...common, facility: text, out: text },
  'import-stick': { ...common, answer: text },
  'verify-archive': common,
  'forward-stick': { help: yes, to: text, answer: text },
  'publish-ruleset': { ...common, 'correct-past': text },
  rulesets: common,
  'publish-pack': { ...common, 'correct-past': text },
  'list-packs': common,
  claims: { ...common, facility: text, month: text, state: text, list: yes },
  'decide-claim': {
    ...common,
    ...{ facility: text, claim: text, version: text, accept: yes, return: text, deny: text, by: text, note: text },
  },
  'pay-claims': { ...common, facility: text, month: text, by: text, payment: text },
  month: { ...common, facility: text },
  'export-fhir': { ...common, ...{ facility: text, month: text, out: text, post: text, 'token-file': text } },
  'publish-national': { ...common, full: yes, facilities: text },
};

type Given = Record<string, string | boolean | (string | boolean)[] | undefined>;

function readCommand(args: readonly string[]): { name: keyof typeof OPTIONS; given: Given; files: string[] } {
  const [word = 'serve'] = args;
  const isNamed = !word.startsWith('-') && args.length > 0;
  const name = isNamed ? word : 'serve';
  if (name !== 'serve' && name !== 'forward-stick' && !isCommand(name))
    throw new CentreFault(`There is no command "${name}".\n\n${USAGE}`);
  try {
    const read = parseArgs({ args: args.slice(isNamed ? 1 : 0), options: OPTIONS[name], allowPositionals: true });
    return { name, given: { ...read.values }, files: read.positionals };
  } catch (error) {
    throw new CentreFault(`${error instanceof Error ? error.message : 'The options cannot be read.'}\n\n${USAGE}`);
  }
}

function needed(given: Given, option: string): string {
  const value = given[option];
  if (typeof value === 'string' && value !== '') return value;
  throw new CentreFault(`--${option} is missing.\n\n${USAGE}`);
}

function optional(given: Given, option: string): string | null {
  const value = given[option];
  return typeof value === 'string' && value !== '' ? value : null;
}

function wholeNumber(given: Given, option: string, range: { from: number; to: number; unless: number }): number {
  const value = optional(given, option);
  if (value === null) return range.unless;
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= range.from && number <= range.to) return number;
  throw new CentreFault(`--${option} has to be a whole number from ${range.from} to ${range.to}.`);
}

/** The national roster is made while nobody registers anybody. */
const PUBLISH_AT = '02:00';

function clockTime(given: Given, option: string, unless: string): string {
  const value = optional(given, option) ?? unless;
  if (/^([01]\d|2[0-3]):[0-5]\d$/.test(value)) return value;
  throw new CentreFault(`--${option} has to be a time of the day in Cambodia, like 02:00.`);
}

/** It lies where its source does, seen from this program. */
const NATIONAL_JOB = new URL(`../sync/central/node/national-job${extname(import.meta.url)}`, import.meta.url);

const databaseUrl = process.env.DATABASE_URL || null;

function dataOf(given: Given): string | null {
  const data = optional(given, 'data');
  if (data === null && databaseUrl === null) {
    throw new CentreFault(
      `--data DIR is missing: the folder in which the store lies (or set DATABASE_URL).\n\n${USAGE}`,
    );
  }
  return data === null ? null : resolve(data);
}

async function serve(given: Given): Promise<void> {
  const centre = await startCentre({
    data: dataOf(given),
    databaseUrl,
    nationalJob: NATIONAL_JOB,
    port: wholeNumber(given, 'port', { from: 0, to: 65_535, unless: 8500 }),
    host: optional(given, 'host') ?? '127.0.0.1',
    isPractice: given.practice === true,
    publishAt: clockTime(given, 'publish-at', PUBLISH_AT),
    log: logToStderr,
    onBroken: () => {
      logToStderr('error', 'store-broken', {});
      process.exit(70);
    },
  });
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    logToStderr('info', 'stopping');
    centre.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Started by a desk for practice, the centre ends with it, also when the desk was killed.
  if (process.send !== undefined) process.on('disconnect', stop);
  process.stdout.write(`${JSON.stringify({ ready: true, url: centre.url, pid: process.pid })}\n`);
}

async function forward(given: Given, [file, ...rest]: readonly string[]): Promise<void> {
  if (file === undefined || rest.length > 0) throw new CentreFault('forward-stick needs one file.');
  const to = needed(given, 'to');
  if (!/^https?:\/\//.test(to) || !URL.canParse(to)) {
    throw new CentreFault(`"${to}" is not an address of a centre: it starts with http:// or https://.`);
  }
  process.stdout.write(`${JSON.stringify(await forwardStick(file, to, needed(given, 'answer')))}\n`);
}

const TAKES_FILE: ReadonlySet<CommandName> = new Set([
  'import-members',
  'import-places',
  'import-stick',
  'verify-archive',
  'publish-ruleset',
  'publish-pack',
]);

function callOf(name: CommandName, given: Given, files: readonly string[]): CommandCall {
  const takesFile = TAKES_FILE.has(name);
  if (takesFile ? files.length !== 1 : files.length > 0) {
    throw new CentreFault(takesFile ? `${name} needs one file, or - for standard input.` : `${name} takes no file.`);
  }
  return {
    name,
    given: inputOf(name, given),
    inputPath: takesFile ? (files[0] ?? null) : null,
    refusedPath: optional(given, 'refused'),
    outPath: outOf(name, given),
    lines: name === 'export-fhir' ? fhirLines(given) : null,
    data: dataOf(given),
    databaseUrl,
    nationalJob: NATIONAL_JOB,
  };
}

/** Where the bundles go: into a file that only this user reads, since patients are in it, or to a FHIR server. */
function fhirLines(given: Given): (text: string) => Promise<void> {
  const [url, out] = [optional(given, 'post'), optional(given, 'out')];
  if ((url === null) === (out === null)) throw new CentreFault('export-fhir needs either --out FILE or --post URL.');
  if (out !== null) return linesInto(out);
  if (url === null || !/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new CentreFault('--post takes the address of a FHIR server: it starts with http:// or https://.');
  }
  const tokenFile = optional(given, 'token-file');
  const token = tokenFile === null ? null : readToken(tokenFile);
  return async (text) => void (await postBundle({ url, token }, text));
}

function outOf(name: CommandName, given: Given): string | null {
  if (name === 'roster') return needed(given, 'out');
  return name === 'import-stick' ? needed(given, 'answer') : null;
}

/** Each command has its own, so that none is sent without: the compiler holds it to an object. */
function inputOf(name: CommandName, given: Given): object {
  const isPractice = given.practice === true;
  switch (name) {
    case 'add-facility': {
      const facility = {
        ...{ code: needed(given, 'code'), nameKm: needed(given, 'name-km'), nameLatin: needed(given, 'name-latin') },
        ...{ level: needed(given, 'level'), isPublic: given.private !== true, placeCode: optional(given, 'place') },
        ...{ contractedFrom: optional(given, 'contracted-from'), contractedTo: optional(given, 'contracted-to') },
      };
      return { facility, isPractice };
    }
    case 'enrol-code': {
      const hours = wholeNumber(given, 'hours', { from: 1, to: 8760, unless: 72 });
      return { facility: needed(given, 'facility'), hours, isPractice };
    }
    case 'revoke':
      return { device: needed(given, 'device') };
    case 'dump':
      return { hasHistory: given.history === true };
    case 'roster':
    case 'counts':
    case 'month':
      return { facility: needed(given, 'facility') };
    case 'claims':
      return {
        ...{ facility: needed(given, 'facility'), month: needed(given, 'month') },
        ...{ state: optional(given, 'state'), isListed: given.list === true },
      };
    case 'export-fhir':
      return { facility: needed(given, 'facility'), month: needed(given, 'month') };
    case 'decide-claim':
      return {
        ...{ facility: needed(given, 'facility'), claimId: needed(given, 'claim'), version: versionOf(given) },
        ...decisionOf(given),
      };
    case 'pay-claims':
      return {
        ...{ facility: needed(given, 'facility'), month: needed(given, 'month') },
        ...{ by: needed(given, 'by'), payment: needed(given, 'payment') },
      };
    case 'import-members':
      return { isResumed: given.resume === true, isPublished: given.publish === true };
    case 'publish-ruleset':
    case 'publish-pack':
      return { correctsWhy: optional(given, 'correct-past') };
    case 'publish-national':
      return { facilities: facilitiesOf(optional(given, 'facilities')), isWhole: given.full === true };
    case 'import-places':
    case 'import-stick':
    case 'verify-archive':
    case 'rulesets':
    case 'list-packs':
      return {};
  }
}

/** Exactly one of the three ways to decide. */
function decisionOf(given: Given): object {
  const [returned, denied] = [optional(given, 'return'), optional(given, 'deny')];
  const ways = [given.accept === true, returned !== null, denied !== null].filter((isSaid) => isSaid);
  if (ways.length !== 1) throw new CentreFault('decide-claim needs one of --accept, --return CODE and --deny CODE.');
  const result = given.accept === true ? 'accepted' : returned === null ? 'denied' : 'returned';
  return { result, code: returned ?? denied, by: needed(given, 'by'), note: needed(given, 'note') };
}

/** As `claims --list` shows it. */
function versionOf(given: Given): number {
  needed(given, 'version');
  return wholeNumber(given, 'version', { from: 1, to: Number.MAX_SAFE_INTEGER, unless: 1 });
}

/** Null where it is not said: as it was. */
function facilitiesOf(text: string | null): string[] | null {
  return text === null ? null : text.split(',').map((code) => code.trim());
}

/** An error that nobody foresaw may hold what somebody sent, so that its kind and its place are all that is told. */
function fail(error: unknown): never {
  // Whoever reads a dump may stop reading.
  if (error instanceof Error && 'code' in error && error.code === 'EPIPE') process.exit(0);
  if (error instanceof CentreFault) process.stderr.write(`${error.message}\n`);
  else logToStderr('error', 'failed', whatIsSafe(error));
  process.exit(error instanceof CentreFault ? 1 : 70);
}

process.on('uncaughtException', fail);
try {
  const { name, given, files } = readCommand(process.argv.slice(2));
  if (given.help === true) process.stdout.write(`${USAGE}\n`);
  else if (name === 'forward-stick') await forward(given, files);
  else if (name !== 'serve') await runFromCommandLine(callOf(name, given, files));
  else if (files.length > 0) throw new CentreFault(`"${files[0]}" is not understood.\n\n${USAGE}`);
  else await serve(given);
} catch (error) {
  fail(error);
}
