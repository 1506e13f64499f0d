/** Advisories, scores, statements of vendors, versions, and the database made of them. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readEpss } from '#adapters/advisories/epss/index.ts';
import { readKev } from '#adapters/advisories/kev/index.ts';
import { readOsv } from '#adapters/advisories/osv/index.ts';
import { readRecord } from '#adapters/advisories/osv/record.ts';
import { zipOf } from '#adapters/advisories/testing/zip.ts';
import { readCsaf } from '#adapters/formats/csaf/index.ts';
import { readOpenVex } from '#adapters/formats/openvex/index.ts';
import { cvssScore } from '#domains/vulnerabilities/cvss/index.ts';
import { openDatabase, verifyDatabase } from '#domains/vulnerabilities/index-format/open.ts';
import { advisory, affects, bytesOf, sourceOf, tools } from '#domains/vulnerabilities/testing/database.ts';
import { InvalidVersion, SCHEMES, type VersionScheme } from '#domains/vulnerabilities/version-schemes/registry.ts';
import { bytesLike, documentLike, expected, type FuzzTarget, holds, target } from './target.ts';

const folder = mkdtempSync(join(tmpdir(), 'breakwater-fuzz-'));
/** Where the files of these targets lie; to be deleted at the end. */
export const filesOfAdvisories = folder;

const record = {
  id: 'X-1', modified: '2024-01-01T00:00:00Z', published: '2024-01-01T00:00:00Z', aliases: ['CVE-2024-1'], summary: 's', details: 'd', severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
  affected: [{ package: { ecosystem: 'npm', name: 'left-pad' }, versions: ['1.0.0'], ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.3.0' }] }, { type: 'GIT', repo: 'r', events: [] }], database_specific: { severity: 'HIGH' } }],
  references: [{ type: 'WEB', url: 'https://a' }], database_specific: { severity: 'CRITICAL' },
};
const kev = { catalogVersion: '1', vulnerabilities: [{ cveID: 'CVE-2024-1234', dateAdded: '2024-01-01', dueDate: '2024-02-01', knownRansomwareCampaignUse: 'Known' }] };
const openVex = { '@context': 'https://openvex.dev/ns/v0.2.0', timestamp: '2024-01-01T00:00:00Z', statements: [{ vulnerability: { name: 'CVE-2024-1', aliases: ['X'] }, products: [{ '@id': 'pkg:npm/a@1', subcomponents: [{ identifiers: { purl: 'pkg:npm/b@1' } }] }], status: 'not_affected', justification: 'component_not_present' }] };
const csaf = {
  document: { category: 'csaf_vex', csaf_version: '2.0' },
  product_tree: { branches: [{ branches: [{ product: { product_id: 'p', name: 'p', product_identification_helper: { purl: 'pkg:npm/a@1' } } }] }], relationships: [{ category: 'default_component_of', product_reference: 'p', relates_to_product_reference: 'q', full_product_name: { product_id: 'pq' } }] },
  vulnerabilities: [{ cve: 'CVE-2024-1', product_status: { known_not_affected: ['p', 'pq'], fixed: ['p'] }, flags: [{ label: 'component_not_present', product_ids: ['p'] }], threats: [{ category: 'impact', details: 'd', product_ids: ['p'] }] }],
};
const csv = Buffer.from('#model_version:v1\ncve,epss,percentile\nCVE-2024-1234,0.5,0.9\nCVE-2024-12345,0.00001,1\n');
const database = bytesOf([advisory('X-1', [affects('npm', 'a', ['introduced 0', 'fixed 1'])]), advisory('X-2', [affects('Debian:12', 'b', [])])], [{ cve: 'CVE-2024-1', added: 1, due: 2, ransomware: false }], [{ cve: 'CVE-2024-1', probability: 0.1, percentile: 0.2 }]);

const throws = (run: () => void): void => { try { run(); } catch (error) { expected(error); } };

async function fromFile(name: string, bytes: Uint8Array, read: (path: string) => AsyncIterable<unknown>): Promise<void> {
  const path = join(folder, `${process.pid}-${name}`);
  writeFileSync(path, bytes);
  try {
    let count = 0;
    for await (const _ of read(path)) count += 1;
    holds(count <= bytes.length + 1, 'gives more than there is');
  } catch (error) {
    expected(error);
  }
}

const osvFiles = (name: string, samples: readonly Uint8Array[]): FuzzTarget => target(`OSV ${name}`, 1, bytesLike(samples), (bytes) => fromFile(name, bytes, (path) => readOsv(path, () => undefined)));

const versionPart = fc.oneof(fc.constantFrom('.', '-', '~', '+', ':', '_', '^', '!', '0', '1', '10', 'rc', 'alpha', 'beta', 'dev', 'post', 'v', 'SNAPSHOT', 'final', 'p1', '*', 'é'), fc.nat(99_999_999).map(String), fc.string({ maxLength: 4 }), fc.constantFrom('9'.repeat(400), '1.'.repeat(300), '~'.repeat(50)));
const version = fc.array(versionPart, { maxLength: 8 }).map((parts) => parts.join(''));

function compare(scheme: VersionScheme, [a, b, c]: readonly string[]): void {
  const order = (x: string, y: string): number | null => {
    try {
      return scheme.compare(x, y);
    } catch (error) {
      if (!(error instanceof InvalidVersion)) throw error;
      holds(!scheme.valid(x) || !scheme.valid(y), `refuses two versions that it calls valid: ${JSON.stringify([x, y])}`);
      return null;
    }
  };
  const [ab, ba, bc, ac] = [order(a!, b!), order(b!, a!), order(b!, c!), order(a!, c!)];
  if (ab !== null) holds(ab === -ba!, `the order of ${JSON.stringify([a, b])} depends on which comes first`);
  if (ab !== null && bc !== null && ab <= 0 && bc <= 0) holds(ac! <= 0, `the order of ${JSON.stringify([a, b, c])} goes in a circle`);
  if (scheme.valid(a!)) holds(order(a!, a!) === 0, `${JSON.stringify(a)} is not equal to itself`);
  scheme.canonical?.(a!);
}

const metric = fc.array(fc.oneof(fc.constantFrom('CVSS:3.1', 'CVSS:4.0', 'CVSS:3.0', 'AV:N', 'AC:L', 'Au:N', 'PR:N', 'UI:N', 'S:U', 'S:C', 'C:H', 'I:H', 'A:H', 'AT:N', 'VC:H', 'VI:H', 'VA:H', 'SC:N', 'SI:N', 'SA:N', 'C:P', 'I:P', 'A:P', 'E:X', 'RL:U'), fc.string({ maxLength: 6 })), { maxLength: 14 }).map((parts) => parts.join('/'));

export const advisories: readonly FuzzTarget[] = [
  target('OSV record', 6, documentLike([record]), (value) => {
    const result = readRecord(value);
    if (result.ok) holds(result.value.id !== '' && Number.isFinite(result.value.modified) && result.value.affected.every((each) => each.name !== '' && each.ecosystem !== ''), 'a record without id or package');
    else holds(!result.error.message.includes('\n') && result.error.message !== '', 'no clear line');
  }),
  osvFiles('record.json', [Buffer.from(JSON.stringify(record))]),
  osvFiles('records.ndjson', [Buffer.from(`${JSON.stringify(record)}\n${JSON.stringify(record)}\n`)]),
  osvFiles('records.ndjson.gz', [gzipSync(`${JSON.stringify(record)}\n${JSON.stringify(record)}\n`)]),
  osvFiles('all.zip', [zipOf([{ name: 'X-1.json', bytes: Buffer.from(JSON.stringify(record)) }, { name: 'b/X-2.json', bytes: Buffer.from('{}'), stored: true }])]),
  target('KEV', 3, fc.oneof(documentLike([kev]).map((value) => JSON.stringify(value) ?? ''), bytesLike([Buffer.from(JSON.stringify(kev)), Buffer.from(`${JSON.stringify(kev.vulnerabilities[0])}\n`)]).map((bytes) => Buffer.from(bytes).toString('utf8'))), (text) => {
    throws(() => { for (const each of readKev(text, 'kev').entries) holds(/^CVE-/.test(each.cve) && Number.isFinite(each.added) && Number.isFinite(each.due), 'an entry without id or day'); });
  }),
  target('EPSS', 1, bytesLike([csv]), (bytes) => fromFile('epss.csv', bytes, (path) => readEpss(path, () => undefined))),
  target('EPSS, packed', 1, bytesLike([gzipSync(csv)]), (bytes) => fromFile('epss.csv.gz', bytes, (path) => readEpss(path, () => undefined))),
  target('OpenVEX', 4, documentLike([openVex]), (value) => { for (const each of readOpenVex(value)?.statements ?? []) holds(each.ids.length > 0 && each.products.length > 0, 'a statement about nothing'); }),
  target('CSAF', 4, documentLike([csaf]), (value) => { for (const each of readCsaf(value)?.statements ?? []) holds(each.ids.length > 0 && each.products.length > 0, 'a statement about nothing'); }),
  target('CVSS', 4, metric, (vector) => { const score = cvssScore(vector); holds(score === null || (score.score >= 0 && score.score <= 10), 'a score beyond the scale'); }),
  target('advisory database', 2, bytesLike([database]), (bytes) => {
    throws(() => { openDatabase(sourceOf(bytes), tools); });
    throws(() => { verifyDatabase(sourceOf(bytes), tools); });
  }),
  ...SCHEMES.map((scheme) => target(`versions ${scheme.id}`, 1, fc.tuple(version, version, version), (three) => { compare(scheme, three); })),
];
