/** What scanners found, from their CycloneDX documents: `type name version`, so that lists of different programs can be compared. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

interface Component { readonly purl?: unknown; readonly components?: readonly Component[]; readonly properties?: readonly { readonly name?: unknown; readonly value?: unknown }[] }

/** By type (deb, npm, pypi, maven, golang, ...), by name and version: the files it was found in, where the document names them. */
type Found = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

function* packages(components: readonly Component[]): Generator<readonly [purl: string, paths: readonly string[]]> {
  for (const { purl, components: inner, properties } of components) {
    const paths = (properties ?? []).filter(({ name }) => typeof name === 'string' && /^(?:aquasecurity:trivy:FilePath|syft:location:\d+:path)$/.test(name)).map(({ value }) => String(value).replace(/^\//, ''));
    if (typeof purl === 'string') yield [purl, paths];
    if (inner !== undefined) yield* packages(inner);
  }
}

/** Lower case where the ecosystem does not tell the difference (PEP 503; https://github.com/package-url/purl-spec). */
export function keyOf(purl: string): readonly [type: string, key: string] | null {
  const found = /^pkg:([a-z.+-]+)\/([^?#]+?)(?:@([^?#@]*))?(?:[?#].*)?$/.exec(purl);
  if (found === null) return null;
  const type = found[1]!, name = decodeURIComponent(found[2]!), version = decodeURIComponent(found[3] ?? '');
  const plain = type === 'pypi' ? name.toLowerCase().replace(/[-_.]+/g, '-') : type === 'golang' ? name.toLowerCase() : type === 'deb' ? name.replace(/^[^/]+\//, '') : name;
  // Debian's epoch may stand in the version or beside it.
  const epoch = /[?&]epoch=(\d+)/.exec(purl)?.[1] ?? '0';
  return [type, `${plain} ${epoch !== '0' && !version.startsWith(`${epoch}:`) ? `${epoch}:` : ''}${type === 'golang' ? version.replace(/^v/, '') : version}`];
}

function read(document: string): Found {
  const byType = new Map<string, Map<string, readonly string[]>>();
  for (const [purl, paths] of packages((JSON.parse(document) as { readonly components?: readonly Component[] }).components ?? [])) {
    const key = keyOf(purl);
    if (key === null) continue;
    const ofType = byType.get(key[0]) ?? new Map<string, readonly string[]>();
    byType.set(key[0], ofType.set(key[1], [...ofType.get(key[1]) ?? [], ...paths]));
  }
  return byType;
}

/** The files of all Debian packages of an image, by dpkg's lists in its layers. */
export async function filesOfDebian(layers: readonly string[]): Promise<ReadonlySet<string>> {
  const owned = new Set<string>();
  for (const layer of layers) {
    // Status 2: a layer without such files.
    const { stdout } = await promisify(execFile)('tar', ['-xzOf', layer, '--wildcards', '*var/lib/dpkg/info/*.list'], { maxBuffer: 512 * 1024 * 1024 }).catch((error: { code?: number; stdout: string }) => { if (error.code !== 2) throw error; return error; });
    for (const line of stdout.split('\n')) owned.add(line.slice(1).replace(/^(bin|sbin|lib|lib64)\//, 'usr/$1/'));
  }
  return owned;
}

const SHOWN = 8;

/** Why one program has what the other has not: what can be told by the file alone. */
export function reason(paths: readonly string[], debian: ReadonlySet<string>): string {
  if (paths.length > 0 && paths.every((path) => debian.has(path.replace(/^(bin|sbin|lib|lib64)\//, 'usr/$1/')))) return 'files of Debian packages, which are counted as those';
  if (paths.length > 0 && paths.every((path) => path.endsWith('/package.json') && !/(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/.test(path))) return 'package.json inside of a package, such as tests have';
  return '';
}

/** Lines about each type: how many both have, and what only one has, by reason. */
export function comparePackages(us: string, ourDocument: string, them: string, theirDocument: string, debian: ReadonlySet<string>): string[] {
  const [ours, theirs] = [read(ourDocument), read(theirDocument)];
  const only = (name: string, some: Found, others: Found, type: string): string[] => {
    const missing = [...some.get(type) ?? []].filter(([key]) => others.get(type)?.has(key) !== true);
    return [...Map.groupBy(missing, ([, paths]) => reason(paths, debian))].map(([why, each]) => `  only ${name}: ${each.length} ${why === '' ? `(${each.slice(0, SHOWN).map(([key]) => key).join(', ')}${each.length > SHOWN ? ', ...' : ''})` : why}`);
  };
  return [...new Set([...ours.keys(), ...theirs.keys()])].sort().flatMap((type) => {
    const both = [...ours.get(type)?.keys() ?? []].filter((key) => theirs.get(type)?.has(key) === true).length;
    return [`${type}: ${both} by both ${us} and ${them}`, ...only(us, ours, theirs, type), ...only(them, theirs, ours, type)];
  });
}
