/** What scanners found vulnerable, of the same records: `type name version record`, so that lists of different programs can be compared. */
import { keyOf, reason } from './packages.ts';

interface Component { readonly 'bom-ref'?: string; readonly purl?: string; readonly components?: readonly Component[] }
interface Vulnerability { readonly id: string; readonly references?: readonly { readonly id?: string }[]; readonly affects?: readonly { readonly ref: string }[] }
interface Document { readonly components?: readonly Component[]; readonly vulnerabilities?: readonly Vulnerability[] }
interface GrypeDocument { readonly matches: readonly { readonly vulnerability: { readonly id: string }; readonly artifact: { readonly purl: string; readonly locations?: readonly { readonly path: string }[] | null } }[] }

/** By type (deb, npm, ...), by key: the files the package was found in, where the document names them. */
type Findings = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

const SHOWN = 5;

function* purls(components: readonly Component[]): Generator<readonly [ref: string, purl: string]> {
  for (const each of components) {
    if (each['bom-ref'] !== undefined && each.purl !== undefined) yield [each['bom-ref'], each.purl];
    yield* purls(each.components ?? []);
  }
}

/** Ours are named by CVE, with the record as a reference; records of the benchmark are DSA and GHSA ones. */
const recordOf = ({ id, references }: Vulnerability): string => [id, ...(references ?? []).map((each) => each.id ?? '')].find((each) => /^(?:DSA|GHSA)-/.test(each)) ?? id;

function* pairs(document: Document | GrypeDocument): Generator<readonly [purl: string, record: string, paths: readonly string[]]> {
  if ('matches' in document) {
    for (const { vulnerability, artifact } of document.matches) yield [artifact.purl, vulnerability.id, (artifact.locations ?? []).map(({ path }) => path.replace(/^\//, ''))];
    return;
  }
  const byRef = new Map(purls(document.components ?? []));
  for (const each of document.vulnerabilities ?? []) for (const { ref } of each.affects ?? []) yield [byRef.get(ref) ?? ref, recordOf(each), []];
}

function read(output: string): Findings {
  const found = new Map<string, Map<string, readonly string[]>>();
  for (const [purl, record, paths] of pairs(JSON.parse(output) as Document | GrypeDocument)) {
    const [type, key] = keyOf(purl) ?? ['other', purl];
    const ofType = found.get(type) ?? new Map<string, readonly string[]>(), finding = `${key} ${record}`;
    found.set(type, ofType.set(finding, [...ofType.get(finding) ?? [], ...paths]));
  }
  return found;
}

/** Lines about what only one found, by reason. */
function only(name: string, some: Findings, others: Findings, type: string, debian: ReadonlySet<string>): string[] {
  const missing = [...some.get(type) ?? []].filter(([finding]) => others.get(type)?.has(finding) !== true);
  return [...Map.groupBy(missing, ([, paths]) => reason(paths, debian))].map(([why, each]) => `    only ${name}: ${each.length} ${why === '' ? `(${each.slice(0, SHOWN).map(([finding]) => finding).join(', ')}${each.length > SHOWN ? ', ...' : ''})` : why}`);
}

/** Lines about each type: how many findings both have, and which only one has; a finding is a package and version with a record. */
export function compareFindings(us: string, ourOutput: string, them: string, theirOutput: string, debian: ReadonlySet<string>): string[] {
  const [ours, theirs] = [read(ourOutput), read(theirOutput)];
  const total = (found: Findings): number => [...found.values()].reduce((sum, each) => sum + each.size, 0);
  return [`findings: ${total(ours)} of ${us}, ${total(theirs)} of ${them}`, ...[...new Set([...ours.keys(), ...theirs.keys()])].sort().flatMap((type) => {
    const both = [...ours.get(type)?.keys() ?? []].filter((finding) => theirs.get(type)?.has(finding) === true).length;
    return [`  ${type}: ${both} by both`, ...only(us, ours, theirs, type, debian), ...only(them, theirs, ours, type, debian)];
  })];
}
