/** Opens an image in its registry and finds what is in it: the same parts as `breakwater scan`. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { analyzeImage, createReader, openImage } from '#adapters/images/index.ts';
import { Registry } from '#adapters/registries/oci/index.ts';
import type { Image } from '#core/ports/images.ts';
import { parseReference } from '#core/references.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import { ANALYZERS } from '#domains/inventory/analyzers/registry.ts';
import { RELEASE_FILES } from '#domains/inventory/index.ts';
import { artifactOf, contentsOf, inspectionOf, type Log, MERGING, type ScanImage, type ScanOutcome, type ScanRequest } from '#pipeline/index.ts';

/** Bytes of all layers as the registry has them: what is larger would not end in time, or fill the disk. */
const MOST_BYTES = 16 * 1024 ** 3;

/** Stands for the versions of all that decides what is found in an image. */
export const toolsOf = (): string => JSON.stringify([MERGING, ANALYZERS.map(({ id, version }) => `${id}@${version}`).sort()]);

/**
 * Results of layers are kept below `dataDir/cache`, bounded. Layers are fetched into a folder of each scan: two images that
 * are read at the same time often share some, and what one is done with the other still reads.
 */
export function createScan(dataDir: string, log: Log, mostBytes = MOST_BYTES): ScanImage {
  const cache = join(dataDir, 'cache'), fetched = join(cache, 'fetched');
  // What a process that was killed left behind.
  const cleaned = rm(fetched, { recursive: true, force: true }).catch((error: unknown) => log('warn', `${fetched}: cannot be removed: ${messageOf(error)}`));
  let scans = 0;
  return async (request) => {
    await cleaned;
    const folder = join(fetched, String(++scans));
    try {
      return await scanImage(request, { folder, cache, log, mostBytes });
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  };
}

interface Folders { readonly folder: string; readonly cache: string; readonly log: Log; readonly mostBytes: number }

async function scanImage(request: ScanRequest, { folder, cache, log, mostBytes }: Folders): Promise<ScanOutcome> {
  const reference = parseReference(request.reference);
  const registry = new Registry(reference.registry, { credentials: request.credentials, plainHttp: request.plainHttp });
  const image = await ended(request.signal, openImage(registry.image(reference, folder), {}));
  try {
    if (request.known(image.digest)) return { digest: image.digest, inspection: null };
    const size = image.layers.reduce((sum, layer) => sum + layer.size, 0);
    if (size > mostBytes) throw new ProblemError('image.size', `too large: its layers have ${gigabytes(size)}, more than the ${gigabytes(mostBytes)} that are read`);
    return await read(image, request, cache, log);
  } finally {
    // What is still being fetched is not waited for when the scan was ended: its folder goes in any case.
    const closing = image.close();
    if (request.signal.aborted) closing.catch((error: unknown) => log('warn', `${request.reference}: ${messageOf(error)}`));
    else await closing;
  }
}

async function read(image: Image, request: ScanRequest, cache: string, log: Log): Promise<ScanOutcome> {
  request.progress(0, image.layers.length);
  const reader = await createReader(
    { analyzers: import.meta.resolve('#domains/inventory/analyzers/registry.ts'), installedOnly: true, texts: RELEASE_FILES }, cache,
    { progress: (done, total) => request.progress(done, total), warn: (message) => log('warn', message) },
  );
  try {
    return { digest: image.digest, inspection: inspectionOf(artifactOf(image), contentsOf(await ended(request.signal, analyzeImage(image, reader)))) };
  } finally {
    await reader.close();
  }
}

/** The work, or the reason why it is not waited for. */
function ended<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('stopped'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

const gigabytes = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
