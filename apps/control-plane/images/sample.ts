/** The sample's images: packages from SBOMs of the repository, advisories from OSV records beside them. No image is opened, no network used. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256, writeDatabaseFile } from '#adapters/advisories/database/index.ts';
import { readEpss } from '#adapters/advisories/epss/index.ts';
import { readKev } from '#adapters/advisories/kev/index.ts';
import { readOsv } from '#adapters/advisories/osv/index.ts';
import { readSbomFile } from '#adapters/images/sbom-file.ts';
import { parseReference, referenceText } from '#core/references.ts';
import { ProblemError } from '#core/result.ts';
import { ANALYZERS } from '#domains/inventory/analyzers/registry.ts';
import { mergePackages } from '#domains/inventory/index.ts';
import { buildDatabase, verifyDatabase } from '#domains/vulnerabilities/index.ts';
import type { Images, Inspection } from '#pipeline/index.ts';

const SAMPLES = join(import.meta.dirname, '../../../samples');

/** Writes the sample's advisories, and what is known of their use in attacks, where no database is. @throws ProblemError `no-sample` */
export async function writeSampleAdvisories(path: string, folder = SAMPLES): Promise<void> {
  if (existsSync(path)) return;
  const refuse = (where: string, message: string): never => { throw new ProblemError('no-sample', `the sample in ${where} cannot be read: ${message}`); };
  const [kev, epss] = [join(folder, 'exploits/kev.json'), join(folder, 'exploits/epss.csv')];
  const pieces = await buildDatabase({
    previous: null, advisories: readOsv(join(folder, 'advisories'), ({ where, message }) => refuse(where, message)),
    knownExploited: readKev(await readFile(kev, 'utf8'), kev).entries, predictions: readEpss(epss, (line) => refuse(epss, `line ${line} is no score`)),
  }, { sha256 });
  writeDatabaseFile(path, pieces, (file) => verifyDatabase(file, { sha256 }));
}

interface Component { readonly name: string; readonly version: string; readonly digest: string; readonly platform: string; readonly layers: readonly string[]; readonly system: { id: string; version: string; name: string } | null }

/** Makes the sample's images known, those that are not. @throws ProblemError `no-sample` */
export async function loadSampleImages(images: Images, folder = join(SAMPLES, 'images')): Promise<void> {
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.cdx.json')).sort()) {
    const path = join(folder, file), bytes = await readFile(path);
    const component = componentOf(bytes, path);
    if (images.model.byDigest.get(component.digest)?.record.scan) continue;
    const reference = referenceText(parseReference(`${component.name}:${component.version}`));
    await images.put(reference, component.digest, inspectionOfSbom(path, bytes, component, reference));
  }
}

function componentOf(bytes: Buffer, path: string): Component {
  const refuse = (what: string): never => { throw new ProblemError('no-sample', `the sample in ${path} names no ${what}`); };
  const document = JSON.parse(bytes.toString('utf8')) as { metadata?: { component?: { name?: string; version?: string; hashes?: { content: string }[]; properties?: { name: string; value: string }[] } }; components?: { type: string; name: string; version?: string; description?: string }[] };
  const component = document.metadata?.component ?? refuse('component');
  const system = document.components?.find(({ type }) => type === 'operating-system');
  const values = (name: string): string[] => (component.properties ?? []).filter((property) => property.name === `breakwater:image:${name}`).map(({ value }) => value);
  return {
    name: component.name ?? refuse('image'), version: component.version ?? refuse('tag'), digest: `sha256:${component.hashes?.[0]?.content ?? refuse('digest')}`, platform: values('platform')[0] ?? '', layers: values('layer'),
    system: system === undefined ? null : { id: system.name, version: system.version ?? '', name: system.description ?? system.name },
  };
}

function inspectionOfSbom(path: string, bytes: Buffer, { digest, platform, layers, system }: Component, reference: string): Inspection {
  const merged = mergePackages({ layers: [{ results: [readSbomFile(path, bytes, ANALYZERS)] }], isLive: () => true });
  const layerOf = layersOf(bytes);
  return {
    artifact: {
      kind: 'sbom', name: reference, digest, platform, operatingSystem: system === null ? null : { ...system, ecosystem: merged.packages.find(({ ecosystem }) => ecosystem.includes(':'))?.ecosystem ?? '' },
      layers: layers.map((layer) => ({ digest: layer, diffId: layer, size: 0 })),
    },
    // The document says in which layer each package is; the file in which it was found is the document itself.
    packages: merged.packages.map((found) => ({ ...found, locations: [{ path: '', ...(layerOf.get(found.purl) === undefined ? {} : { layer: layerOf.get(found.purl) ?? '' }) }] })),
    notAssessed: merged.notAssessed, ownedBySystem: 0,
  };
}

/** Layer by package URL. */
function layersOf(bytes: Buffer): ReadonlyMap<string, string> {
  const { components = [] } = JSON.parse(bytes.toString('utf8')) as { components?: { purl?: string; properties?: { name: string; value: string }[] }[] };
  return new Map(components.flatMap(({ purl, properties }) => {
    const layer = properties?.find(({ name }) => name === 'breakwater:layer')?.value;
    return purl === undefined || layer === undefined ? [] : [[purl, layer] as const];
  }));
}
