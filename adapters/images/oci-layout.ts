/** OCI image layouts, as a folder or a tar: https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobSource, Descriptor, FileRange } from '#core/ports/images.ts';
import { ProblemError } from '#core/result.ts';
import { openArchive, readSmall } from './archive.ts';
import { parseJson, readDescriptor } from './oci.ts';

/** Finds a file of the layout by its path. */
type Find = (path: string) => Promise<FileRange | undefined>;

/** @throws ProblemError */
export async function openOciArchive(file: string, cacheFolder: string, name?: string): Promise<BlobSource> {
  const archive = await openArchive(file, cacheFolder);
  const hint = archive.find('manifest.json') === undefined ? '' : '; it looks like docker-archive:';
  if (archive.find('index.json') === undefined) {
    await archive.close();
    throw new ProblemError('image.malformed', `${file}: holds no index.json, so it is no OCI archive${hint}`);
  }
  return layoutSource(async (path) => archive.find(path), file, name, () => archive.close());
}

/** @throws ProblemError */
export async function openOciFolder(folder: string, name?: string): Promise<BlobSource> {
  const find: Find = async (path) => {
    const file = join(folder, path);
    // A blob that is a link could lead anywhere.
    const found = await lstat(file).catch(() => null);
    return found?.isFile() === true ? { path: file, offset: 0, size: found.size } : undefined;
  };
  if (await find('index.json') === undefined) throw new ProblemError('image.malformed', `${folder}: holds no index.json, so it is no OCI layout`);
  return layoutSource(find, folder, name, async () => undefined);
}

function layoutSource(find: Find, where: string, name: string | undefined, close: () => Promise<void>): BlobSource {
  const blob = async ({ digest }: Descriptor): Promise<FileRange> => {
    const [algorithm, hex] = digest.split(':');
    return await find(`blobs/${algorithm}/${hex}`) ?? missing(`the blob ${digest} is not in ${where}`);
  };
  return {
    async root() {
      const body = parseJson(await readSmall(await find('index.json'), `index.json in ${where}`), `index.json in ${where}`);
      const all = (Array.isArray(body['manifests']) ? body['manifests'] : []).map((each) => readDescriptor(each, `an entry in index.json of ${where}`));
      const named = all.filter((each) => names(each).includes(name ?? ''));
      if (name !== undefined && named.length === 0) throw new ProblemError('image.several', `${where} holds no image ${name}; it has ${all.flatMap(names).slice(0, 20).join(', ') || 'none with a name'}`);
      return { reference: name ?? where, descriptors: name === undefined ? all : named };
    },
    async read(descriptor) { return checked(await readSmall(await blob(descriptor), `${descriptor.digest} in ${where}`), descriptor, where); },
    file: blob, release: async () => undefined, close,
  };
}

const names = ({ annotations }: Descriptor): string[] => [annotations?.['org.opencontainers.image.ref.name'], annotations?.['io.containerd.image.name']].filter((each) => each !== undefined);
const missing = (message: string): never => { throw new ProblemError('image.malformed', message); };

/** @throws ProblemError `image.digest` */
export function checked(bytes: Uint8Array, { digest }: Descriptor, where: string): Uint8Array {
  const algorithm = digest.slice(0, digest.indexOf(':'));
  const actual = `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
  if (actual !== digest) throw new ProblemError('image.digest', `${where}: a document has the digest ${actual}, not ${digest} as it should`);
  return bytes;
}
