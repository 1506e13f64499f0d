/** Opens a target and finds its packages. */
import type { Image } from '#core/ports/images.ts';
import { analyzeFile, analyzeFolder, analyzeKept, createReader, defaultCache, openDockerArchive, openImage, openOciArchive, openOciFolder, parsePlatform, type Reader } from '#adapters/images/index.ts';
import { mergePackages, RELEASE_FILES } from '#domains/inventory/index.ts';
// Not by the index: it brings all that assesses clusters.
import { artifactOf, contentsOf, type Inspection, inspectionOf, MERGING } from '#pipeline/images/inspect.ts';
import { Progress } from '../progress.ts';
import type { Target } from './target.ts';

export interface InspectOptions {
  readonly image?: string;
  readonly platform?: string;
  readonly cache?: string | false;
  readonly username?: string;
  readonly plainHttp?: boolean;
  readonly containerdAddress?: string;
  readonly containerdNamespace?: string;
  warn(message: string): void;
}

/** @throws ProblemError where the target as a whole cannot be read */
export async function inspect(target: Target, options: InspectOptions): Promise<Inspection> {
  if (target.kind === 'sbom') return await (await import('./sbom-file.ts')).readSbom(target.value);
  const progress = new Progress('Reading');
  const installedOnly = target.kind !== 'dir' && target.kind !== 'file';
  const reader = await createReader(
    { analyzers: import.meta.resolve(installedOnly ? '#domains/inventory/analyzers/installed.ts' : '#domains/inventory/analyzers/registry.ts'), installedOnly, texts: RELEASE_FILES },
    options.cache === false ? null : cacheOf(options),
    { progress: (done, total) => progress.update(done, total, 'layers'), warn: options.warn },
  );
  try {
    if (target.kind === 'file') return await inspectFile(target.value, reader);
    if (target.kind === 'dir' || target.kind === 'rootfs') return inspectionOf({ kind: 'folder', name: target.value, digest: null }, contentsOf(await analyzeFolder(target.value, reader.search, target.kind)));
    const image = await open(target, options);
    try {
      return inspectionOf(artifactOf(image), await analyzeKept(image, reader, String(MERGING), contentsOf));
    } finally {
      await image.close();
    }
  } finally {
    progress.end();
    await reader.close();
  }
}

const cacheOf = ({ cache }: InspectOptions): string => (typeof cache === 'string' ? cache : defaultCache());

async function open({ kind, value }: Target, options: InspectOptions): Promise<Image> {
  const cache = cacheOf(options);
  const platform = options.platform === undefined ? {} : { platform: parsePlatform(options.platform) };
  if (kind === 'docker-archive') return await openDockerArchive(value, cache, options.image);
  if (kind === 'oci-archive') return await openImage(await openOciArchive(value, cache, options.image), platform);
  if (kind === 'oci-dir') return await openImage(await openOciFolder(value, options.image), platform);
  if (kind === 'containerd') {
    const { openContainerd } = await import('#adapters/containerd/index.ts');
    const { containerdAddress: address, containerdNamespace: namespace } = options;
    return await openImage(await openContainerd(value, { cacheFolder: cache, ...(address === undefined ? {} : { address }), ...(namespace === undefined ? {} : { namespace }) }), platform);
  }
  const { openRegistry } = await import('#adapters/registries/oci/index.ts');
  return await openImage(await openRegistry(value, { cacheFolder: cache, plainHttp: options.plainHttp === true, ...(options.username === undefined ? {} : { username: options.username }) }), platform);
}

async function inspectFile(file: string, reader: Reader): Promise<Inspection> {
  const { results, notAssessed } = await analyzeFile(file, reader.search);
  const merged = mergePackages({ layers: [{ results }], isLive: () => true });
  return { artifact: { kind: 'file', name: file, digest: null, operatingSystem: null }, packages: merged.packages, notAssessed: [...notAssessed, ...merged.notAssessed], ownedBySystem: 0 };
}
