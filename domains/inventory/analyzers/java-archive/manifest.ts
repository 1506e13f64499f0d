/** META-INF/MANIFEST.MF of the JAR specification, and what it tells about the artifact that an archive is. */
import { lines } from '../shared/text.ts';

export type Manifest = ReadonlyMap<string, string>;

/** The main section: `Key: value`, a line that begins with a blank goes on. */
export function parseManifest(text: string): Manifest {
  const main = new Map<string, string>();
  let key: string | undefined;
  for (const line of lines(text)) {
    if (line.trim() === '') { if (main.size > 0) break; continue; }
    if (line[0] === ' ') { if (key !== undefined) main.set(key, main.get(key)! + line.slice(1)); continue; }
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    key = line.slice(0, colon).trim().toLowerCase();
    main.set(key, line.slice(colon + 1).trim());
  }
  return main;
}

/** The first of `keys` with a value that fits. Directives after ';' do not belong to a symbolic name. */
function first(manifest: Manifest, keys: readonly string[], fits: RegExp): string | undefined {
  for (const key of keys) {
    const value = manifest.get(key)?.split(';', 1)[0]?.trim();
    if (value !== undefined && value.length < 200 && fits.test(value)) return value;
  }
  return undefined;
}

const ARTIFACT = /^[A-Za-z0-9][\w.-]*$/;
const GROUP = /^[A-Za-z][\w-]*(?:\.[A-Za-z0-9_][\w-]*)+$/;
/** Vendors sign with the names of their sites (`junit.org`) where the order of a group is meant. */
const DOMAIN_FIRST = /^(?:com|de|edu|fr|gov|io|jakarta|javax|net|org|uk)(?:\.[A-Za-z0-9_][\w-]*)+$/;
const VERSION = /^[0-9A-Za-z][\w.+-]*$/;

export const artifactOf = (manifest: Manifest): string | undefined => first(manifest, ['name', 'implementation-title', 'specification-title', 'bundle-name', 'short-name', 'extension-name'], ARTIFACT);
export const versionOf = (manifest: Manifest): string | undefined => first(manifest, ['implementation-version', 'bundle-version', 'plugin-version', 'specification-version', 'version'], VERSION);
export const symbolicName = (manifest: Manifest): string | undefined => first(manifest, ['bundle-symbolicname'], GROUP);
export const moduleName = (manifest: Manifest): string | undefined => first(manifest, ['automatic-module-name'], GROUP);
export const vendorIdOf = (manifest: Manifest): string | undefined => first(manifest, ['implementation-vendor-id'], GROUP);
/** What else may be a group. */
export const vendorOf = (manifest: Manifest): string | undefined => first(manifest, ['extension-name'], GROUP) ?? first(manifest, ['specification-vendor', 'implementation-vendor', 'implementation-title', 'bundle-activator'], DOMAIN_FIRST);
