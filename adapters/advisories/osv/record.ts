/** One OSV record (schema 1.x, https://ossf.github.io/osv-schema/) as an advisory. Lenient in what it does not need. */
import type { Advisory, AdvisoryEvent, AdvisoryEventKind, AdvisoryRange, AffectedPackage, SeverityVector } from '#core/advisories.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { severityOfSummary, severityOfWord } from './severity.ts';

/** Bounds of one record; what is beyond them makes the record a problem, or is cut where it is text for people. */
const MAX_AFFECTED = 20_000, MAX_VERSIONS = 100_000, MAX_EVENTS = 10_000, MAX_LINKS = 5_000, MAX_NAME = 2_000, MAX_VERSION = 1_000, MAX_REFERENCES = 200, MAX_TEXT = 8_000;

type Fields = Readonly<Record<string, unknown>>;
class BadRecord extends Error {}

export function readRecord(value: unknown): Result<Advisory> {
  try {
    if (!isFields(value)) throw new BadRecord('is not an object');
    return ok(advisory(value));
  } catch (error) {
    if (!(error instanceof BadRecord)) throw error;
    const id = isFields(value) && typeof value['id'] === 'string' ? value['id'].slice(0, 100) : 'record';
    return fail('osv.bad-record', `${id}: ${error.message}`);
  }
}

function advisory(record: Fields): Advisory {
  const id = text(record['id'], 'id', MAX_NAME);
  if (id === '') throw new BadRecord('has no id');
  const summary = cut(record['summary']);
  const affected = list(record['affected'], 'affected', MAX_AFFECTED);
  return {
    id, summary, details: cut(record['details']),
    modified: seconds(record['modified']), published: seconds(record['published']), withdrawn: withdrawnAt(record['withdrawn']),
    aliases: texts(record['aliases'], 'aliases'), upstream: texts(record['upstream'], 'upstream'), related: texts(record['related'], 'related'),
    vectors: vectors(record['severity']),
    severity: wordOf(record) ?? severityOfSummary(summary),
    references: list(record['references'], 'references', Number.MAX_SAFE_INTEGER).slice(0, MAX_REFERENCES).filter(isFields)
      .filter((each) => typeof each['url'] === 'string').map((each) => ({ type: cut(each['type']), url: cut(each['url']) })),
    affected: affected.filter((each): each is Fields => isFields(each) && isFields(each['package'])).map(affectedPackage),
  };
}

function affectedPackage(entry: Fields): AffectedPackage {
  const named = entry['package'] as Fields;
  const ranges: AdvisoryRange[] = [];
  let gitRanges = 0;
  for (const range of list(entry['ranges'], 'ranges', MAX_EVENTS)) {
    if (!isFields(range)) throw new BadRecord('a range is not an object');
    const type = range['type'];
    if (type === 'GIT') gitRanges += 1;
    else if (type === 'SEMVER' || type === 'ECOSYSTEM') ranges.push({ type, events: list(range['events'], 'events', MAX_EVENTS).flatMap(events) });
    else throw new BadRecord(`has a range of the unknown type ${JSON.stringify(type)}`);
  }
  const ecosystem = text(named['ecosystem'], 'ecosystem', MAX_NAME), name = text(named['name'], 'name', MAX_NAME);
  if (ecosystem === '' || name === '') throw new BadRecord('an affected package has no ecosystem or name');
  return { ecosystem, name, ranges, gitRanges, versions: list(entry['versions'], 'versions', MAX_VERSIONS).map((version) => text(version, 'versions', MAX_VERSION)), severity: wordOf(entry) };
}

const KINDS: readonly AdvisoryEventKind[] = ['introduced', 'fixed', 'last_affected', 'limit'];

function events(event: unknown): readonly AdvisoryEvent[] {
  if (!isFields(event)) throw new BadRecord('an event is not an object');
  const kinds = KINDS.filter((kind) => event[kind] !== undefined && event[kind] !== null);
  if (kinds.length === 0) throw new BadRecord('an event says nothing that the schema knows');
  return kinds.map((kind) => ({ kind, version: text(event[kind], kind, MAX_VERSION) }));
}

/** Words of sources: `database_specific.severity` (GitHub), `ecosystem_specific.urgency` (Debian), severity of type Ubuntu. */
function wordOf(entry: Fields): Advisory['severity'] {
  for (const holder of [entry['database_specific'], entry['ecosystem_specific']]) {
    if (!isFields(holder)) continue;
    const severity = severityOfWord(holder['severity']) ?? severityOfWord(holder['urgency']);
    if (severity !== null) return severity;
  }
  for (const each of list(entry['severity'], 'severity', MAX_EVENTS)) {
    if (isFields(each) && !isVector(each)) {
      const severity = severityOfWord(each['score']);
      if (severity !== null) return severity;
    }
  }
  return null;
}

const isVector = (severity: Fields): boolean => typeof severity['type'] === 'string' && severity['type'].startsWith('CVSS');

const vectors = (value: unknown): readonly SeverityVector[] => list(value, 'severity', MAX_EVENTS).filter(isFields).filter(isVector)
  .map((each) => ({ type: text(each['type'], 'severity type', 100), vector: text(each['score'], 'severity score', 500) }));

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

function list(value: unknown, name: string, limit: number): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new BadRecord(`${name} is not a list`);
  if (value.length > limit) throw new BadRecord(`${name} has ${value.length} entries, more than ${limit}`);
  return value;
}

const texts = (value: unknown, name: string): readonly string[] => [...new Set(list(value, name, MAX_LINKS).map((each) => text(each, name, MAX_NAME)))];

function text(value: unknown, name: string, limit: number): string {
  if (typeof value !== 'string') throw new BadRecord(`${name} is not text`);
  if (value.length > limit) throw new BadRecord(`${name} is longer than ${limit} characters`);
  return value;
}

const cut = (value: unknown): string => (typeof value === 'string' ? value.slice(0, MAX_TEXT) : '');

function seconds(value: unknown): number {
  const time = typeof value === 'string' ? Date.parse(value) / 1000 : 0;
  return Number.isFinite(time) && time > 0 && time < 2 ** 32 ? Math.floor(time) : 0;
}

/** A record that was withdrawn at a time that cannot be read is withdrawn all the same. */
const withdrawnAt = (value: unknown): number => (typeof value === 'string' && value !== '' ? Math.max(1, seconds(value)) : 0);
