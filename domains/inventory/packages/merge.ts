/**
 * From what analyzers found in single layers to what an image holds. Pure: the caller unpacks layers, handles
 * whiteouts, and says which layer every live path comes from.
 */
import type { AnalyzerResult, NotAssessed, OperatingSystem, Package, PackageLocation } from '#core/packages.ts';
import { parsePurl, purl, SYSTEM_TYPES } from '../analyzers/shared/purl.ts';

/** What the analyzers found in one layer (or in a folder, which is one layer). */
export interface LayerResult {
  /** Diff id of the layer; left out for folders and single files. */
  readonly layer?: string;
  readonly results: readonly AnalyzerResult[];
}

export interface MergeInput {
  /** Lowest layer first. */
  readonly layers: readonly LayerResult[];
  /**
   * Whether a path of the layer with this index is what a container sees: not replaced by an upper layer, not deleted
   * by a whiteout. Without it, all paths are live but those that an upper layer's results name again.
   */
  readonly isLive?: (path: string, layerIndex: number) => boolean;
  readonly operatingSystem?: OperatingSystem;
}

export interface MergeResult {
  readonly packages: readonly Package[];
  readonly notAssessed: readonly NotAssessed[];
  /** Packages of languages that were left out, as the operating system's package lists their files. */
  readonly ownedBySystem: number;
}

/** Distributions merged /bin, /lib and /sbin into /usr; databases still name both. */
const merged = (path: string): string => ('bls'.includes(path.charAt(0)) && /^(?:bin|sbin|lib|lib32|lib64|libx32)\//.test(path) ? `usr/${path}` : path);

const typeOf = (found: Package): string => /^pkg:([^/]+)\//.exec(found.purl)?.[1] ?? '';

/** Namespace of purls: the vendor, which is the id of os-release but for these. */
const VENDOR: Readonly<Record<string, string>> = { 'opensuse-leap': 'opensuse', 'opensuse-tumbleweed': 'opensuse', rhel: 'redhat', sles: 'suse', sled: 'suse', rocky: 'rocky-linux', arch: 'arch' };

/** Adds what only the release knows to a package of the operating system. */
function withSystem(found: Package, system: OperatingSystem | undefined): Package {
  const parts = parsePurl(found.purl);
  if (system === undefined || parts === undefined || !SYSTEM_TYPES.has(parts.type) || found.ecosystem !== '') return found;
  const vendor = parts.type === 'ebuild' ? parts.namespace : VENDOR[system.id] ?? system.id;
  const distro = system.version === '' ? system.id : `${system.id}-${system.version}`;
  return { ...found, ecosystem: system.ecosystem, purl: purl({ ...parts, ...(vendor === undefined ? {} : { namespace: vendor }), qualifiers: { ...parts.qualifiers, distro } }) };
}

/** One row for equal packages; their places are joined. A package is needed in production if any of its places says so. */
function dedupe(found: readonly Package[]): Package[] {
  const byKey = new Map<string, { first: Package; places: Map<string, PackageLocation>; development: boolean | undefined }>();
  for (const one of found) {
    const key = JSON.stringify([one.ecosystem, one.name, one.version, one.purl, one.architecture ?? '', one.source ?? '']);
    const entry = byKey.get(key) ?? { first: one, places: new Map<string, PackageLocation>(), development: one.development };
    for (const place of one.locations) entry.places.set(`${place.layer ?? ''}\0${place.path}`, place);
    if (one.development !== true) entry.development = one.development ?? (entry.development === true ? false : entry.development);
    byKey.set(key, entry);
  }
  return [...byKey.values()].map(({ first, places, development }) => ({ ...first, locations: [...places.values()], ...(development === undefined ? {} : { development }) }));
}

interface Live { readonly packages: readonly Package[]; readonly notAssessed: readonly NotAssessed[]; readonly owned: ReadonlySet<string> }

/** What of each layer is still there, with the layer written into the places. */
function liveOf(input: MergeInput): Live {
  const byLayer: { packages: Package[]; notAssessed: NotAssessed[] }[] = [];
  const owned: (readonly string[])[] = [];
  const replaced = new Set<string>();
  // From the top down, so that what an upper layer names again is known to be replaced.
  for (let index = input.layers.length - 1; index >= 0; index -= 1) {
    const { layer, results } = input.layers[index]!;
    const [packages, notAssessed]: [Package[], NotAssessed[]] = [[], []];
    const seen = new Set<string>();
    const isLive = (path: string): boolean => (input.isLive === undefined ? !replaced.has(path) : input.isLive(path, index));
    for (const result of results) {
      if (result.ownedFiles !== undefined) owned.push(result.ownedFiles);
      for (const bad of result.notAssessed) { seen.add(outer(bad.path)); if (isLive(outer(bad.path))) notAssessed.push(bad); }
      for (const found of result.packages) {
        for (const place of found.locations) seen.add(outer(place.path));
        const places = found.locations.filter((place) => isLive(outer(place.path)));
        if (places.length > 0) packages.push({ ...found, locations: layer === undefined ? places : places.map((place) => ({ ...place, layer })) });
      }
    }
    for (const path of seen) replaced.add(path);
    byLayer.unshift({ packages, notAssessed });
  }
  const packages = byLayer.flatMap((one) => one.packages);
  return { packages, notAssessed: byLayer.flatMap((one) => one.notAssessed), owned: ownedOf(packages, owned) };
}

/** Which files of packages of languages the system's packages list. They list a hundred thousand others. */
function ownedOf(packages: readonly Package[], lists: readonly (readonly string[])[]): Set<string> {
  const places = new Set(packages.filter((found) => !SYSTEM_TYPES.has(typeOf(found))).flatMap((found) => found.locations.map(({ path }) => merged(outer(path)))));
  const owned = new Set<string>();
  if (places.size === 0) return owned;
  for (const list of lists) {
    for (const file of list) {
      const path = merged(file);
      if (places.has(path)) owned.add(path);
    }
  }
  return owned;
}

/** The file that lies on the disk: members of archives are written `app.jar!/lib/x.jar`. */
const outer = (path: string): string => { const at = path.indexOf('!/'); return at < 0 ? path : path.slice(0, at); };

/** Joins layers: replaced files fall away, the release fills in ecosystems, nothing is counted twice. */
export function mergePackages(input: MergeInput): MergeResult {
  const live = liveOf(input);
  const isOwned = (found: Package): boolean => !SYSTEM_TYPES.has(typeOf(found)) && found.locations.every((place) => live.owned.has(merged(outer(place.path))));
  const kept = live.packages.filter((found) => !isOwned(found));
  const packages = dedupe(kept.map((found) => withSystem(found, input.operatingSystem)));
  return { packages, notAssessed: live.notAssessed, ownedBySystem: live.packages.length - kept.length };
}
