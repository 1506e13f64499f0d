/** Folders become layers, and layers become images: OCI layouts and docker archives. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, link, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FilledLayer, Packing, Truth } from './part.ts';
import { EPOCH, run } from './run.ts';

export interface StoredLayer {
  readonly name: string;
  readonly file: string;
  readonly packing: Packing;
  readonly diffId: string;
  readonly digest: string;
  readonly size: number;
  readonly truth: Truth;
}

const PACKERS = { gzip: ['gzip', '-n', '-6'], zstd: ['zstd', '-q', '--rm', '-6'], none: null } as const;
const SUFFIX: Readonly<Record<Packing, string>> = { gzip: '.gz', zstd: '.zst', none: '' };
const TYPES: Readonly<Record<Packing, string>> = { gzip: '+gzip', zstd: '+zstd', none: '' };

export async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer);
  return `sha256:${hash.digest('hex')}`;
}

/** Writes the layer of a folder into `to`: the same content gives the same bytes. */
export async function storeLayer({ name, root, packing, truth }: FilledLayer, to: string): Promise<StoredLayer> {
  const tar = join(to, `${name}.tar`), packer = PACKERS[packing];
  await run('tar', ['--create', '--file', tar, '--directory', root, '--sort=name', `--mtime=@${EPOCH}`, '--numeric-owner', '--format=pax', '--pax-option=delete=atime,delete=ctime', '.']);
  const diffId = await digestOf(tar);
  if (packer !== null) await run(packer[0], [...packer.slice(1), tar]);
  const file = `${tar}${SUFFIX[packing]}`;
  return { name, file: `${name}.tar${SUFFIX[packing]}`, packing, diffId, digest: await digestOf(file), size: (await stat(file)).size, truth };
}

export interface ImageLayer extends StoredLayer { readonly path: string }

const configOf = (layers: readonly ImageLayer[]): Buffer => Buffer.from(JSON.stringify({
  architecture: 'amd64', os: 'linux', created: new Date(EPOCH * 1000).toISOString(), config: { Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'] },
  rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) }, history: layers.map(({ name }) => ({ created_by: `part ${name}` })),
}));

async function place(source: string, target: string): Promise<void> {
  // A link costs no space; it cannot be made across file systems.
  await link(source, target).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EXDEV') throw error;
    return copyFile(source, target);
  });
}

/** An OCI layout (https://github.com/opencontainers/image-spec/blob/main/image-layout.md) of these layers, once. */
export async function writeLayout(folder: string, reference: string, layers: readonly ImageLayer[]): Promise<void> {
  if (await stat(folder).then(() => true, () => false)) return;
  await mkdir(join(folder, '..'), { recursive: true });
  const work = await mkdtemp(`${folder}-`), blobs = join(work, 'blobs/sha256');
  await mkdir(blobs, { recursive: true });
  const put = async (bytes: Buffer, mediaType: string): Promise<object> => {
    const digest = createHash('sha256').update(bytes).digest('hex');
    await writeFile(join(blobs, digest), bytes);
    return { mediaType, digest: `sha256:${digest}`, size: bytes.length };
  };
  for (const { path, digest } of layers) await place(path, join(blobs, digest.slice('sha256:'.length)));
  const config = await put(configOf(layers), 'application/vnd.oci.image.config.v1+json');
  const manifest = await put(Buffer.from(JSON.stringify({
    schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', config,
    layers: layers.map(({ packing, digest, size }) => ({ mediaType: `application/vnd.oci.image.layer.v1.tar${TYPES[packing]}`, digest, size })),
  })), 'application/vnd.oci.image.manifest.v1+json');
  await writeFile(join(work, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  await writeFile(join(work, 'index.json'), JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [{ ...manifest, platform: { os: 'linux', architecture: 'amd64' }, annotations: { 'org.opencontainers.image.ref.name': reference } }] }));
  await rename(work, folder);
}

/** What `docker save` writes, with the layers packed as they are. */
export async function writeDockerArchive(file: string, reference: string, layers: readonly ImageLayer[]): Promise<void> {
  const work = await mkdtemp(`${file}-`);
  try {
    const names = layers.map(({ digest }) => `${digest.slice('sha256:'.length)}.tar`);
    for (const [index, { path }] of layers.entries()) await place(path, join(work, names[index]!)).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'EEXIST') throw error; });
    const config = configOf(layers), name = `${createHash('sha256').update(config).digest('hex')}.json`;
    await writeFile(join(work, name), config);
    await writeFile(join(work, 'manifest.json'), JSON.stringify([{ Config: name, RepoTags: [reference], Layers: names }]));
    await run('tar', ['--create', '--file', file, '--directory', work, '--sort=name', `--mtime=@${EPOCH}`, '--owner=0', '--group=0', '.']);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
