/** `breakwater scan TARGET` and `breakwater sbom TARGET`. */
import { formatScan, SCAN_FORMATS, type ScanFormat } from '#adapters/formats/scan/index.ts';
import { ProblemError } from '#core/result.ts';
import type { ScanFinding, ScanResult } from '#core/scans.ts';
import { SEVERITIES, type Severity, severityRank } from '#core/words.ts';
import { EXIT, nearest } from '../exit.ts';
import { Output } from '../output.ts';
import { version } from '../version.ts';
import { inspect, type InspectOptions } from './inspect.ts';
import { matchVulnerabilities } from './match.ts';
import { parseTarget } from './target.ts';
import { loadVex } from './vex.ts';

/** Options that `scan` and `sbom` share. */
export interface TargetOptions extends Omit<InspectOptions, 'warn'> {
  readonly format: string;
  readonly output?: string;
  readonly reproducible?: boolean;
}

export interface ScanOptions extends TargetOptions {
  readonly advisories?: string;
  readonly failOn?: string;
  readonly onlyFixed?: boolean;
  readonly vex?: readonly string[];
}

const warn = (message: string): void => { process.stderr.write(`breakwater: ${message}\n`); };

/**
 * Exit code 1 when a vulnerability is at least as severe as --fail-on; 2 when nothing could be read.
 * @throws ProblemError for everything the user can correct
 */
export async function scan(text: string, options: ScanOptions): Promise<number> {
  const format = oneOf('--format', options.format, SCAN_FORMATS);
  const failOn = options.failOn === undefined ? null : oneOf('--fail-on', options.failOn, SEVERITIES);
  const target = parseTarget(text);
  const statements = await loadVex(options.vex ?? [], warn);
  const inspection = await inspect(target, { ...options, warn });
  const matched = matchVulnerabilities(inspection.packages, options.advisories, statements);
  const kept = options.onlyFixed === true ? matched.vulnerabilities.filter(({ fixed }) => fixed !== null) : matched.vulnerabilities;
  const result: ScanResult = {
    ...inspection, vulnerabilities: kept, advisories: matched.advisories, withoutFix: matched.vulnerabilities.length - kept.length,
    notAssessed: [...inspection.notAssessed, ...matched.notAssessed],
  };
  await print(format, result, options);
  return exitCode(result, inspection.packages.length === 0 && inspection.notAssessed.some(({ reason }) => /^the (?:layer|folder) /.test(reason)), failOn);
}

/** The packages of a target as a document. */
export async function sbom(text: string, options: TargetOptions): Promise<number> {
  const format = oneOf('--format', options.format, ['cyclonedx', 'spdx']);
  const inspection = await inspect(parseTarget(text), { ...options, warn });
  await print(format, { ...inspection, vulnerabilities: [], advisories: null, withoutFix: 0 }, options);
  for (const { path, reason } of inspection.notAssessed.slice(0, 20)) warn(`not assessed: ${path === '' ? '' : `${path}: `}${reason}`);
  return EXIT.clean;
}

async function print(format: ScanFormat, result: ScanResult, options: TargetOptions): Promise<void> {
  const output = await Output.open(options.output);
  const terminal = process.stdout.isTTY === true && (options.output ?? '-') === '-';
  try {
    // https://reproducible-builds.org/specs/source-date-epoch/
    const epoch = process.env['SOURCE_DATE_EPOCH'];
    const seconds = epoch !== undefined && /^\d{1,11}$/.test(epoch) ? Number(epoch) : options.reproducible === true ? 0 : null;
    const time = new Date(seconds === null ? Date.now() : seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
    await output.write(await formatScan(format, result, { version: version(), time, reproducible: seconds !== null, color: terminal && process.stdout.hasColors() }));
    await output.finish();
  } catch (error) {
    output.discard();
    throw error;
  }
}

/** Known exploited vulnerabilities count as critical. Those of unknown severity cannot be compared: it is said. */
function exitCode(result: ScanResult, nothing: boolean, failOn: Severity | null): number {
  if (nothing) throw new ProblemError('scan.nothing', `${result.artifact.name}: nothing could be assessed: see the reasons above`);
  if (failOn === null) return EXIT.clean;
  if (result.advisories === null) throw new ProblemError('scan.gate', '--fail-on cannot be judged: vulnerabilities were not matched, because there is no advisory database');
  const affected = result.vulnerabilities.filter(({ status }) => status === 'affected');
  const unknown = affected.filter((each) => rank(each) === null).length;
  if (unknown > 0) warn(`${unknown} vulnerabilities have no known severity and do not count for --fail-on ${failOn}`);
  if (result.notAssessed.length > 0) warn(`${result.notAssessed.length} items were not assessed and do not count for --fail-on ${failOn}`);
  return affected.some((each) => (rank(each) ?? Number.POSITIVE_INFINITY) <= severityRank(failOn)) ? EXIT.findings : EXIT.clean;
}

const rank = ({ severity, kev }: ScanFinding): number | null => (kev ? 0 : severity === null ? null : severityRank(severity));

function oneOf<T extends string>(flag: string, given: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === given.toLowerCase());
  if (found !== undefined) return found;
  const near = nearest(given.toLowerCase(), allowed, 1)[0];
  throw new ProblemError('scan.option', `${flag} ${given}: ${near === undefined ? '' : `did you mean ${near}? `}allowed are ${allowed.join(', ')}`);
}
