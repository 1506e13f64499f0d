/**
 * Images in containerd's content store. containerd says which blobs an image has; where the files of the store can be
 * opened they are read in place, else they come through its socket.
 */
import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, lstat, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LIMITS } from '#core/limits.ts';
import type { BlobSource, Descriptor, FileRange } from '#core/ports/images.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import { ContainerdClient, type StoredImage } from './client.ts';
import { findImage, similar } from './names.ts';

/** Where the kubelet's images are, then those of `ctr` and `nerdctl`. */
const NAMESPACES = ['k8s.io', 'default'];
const DIGEST = /^sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/;

export interface OpenContainerdOptions {
  readonly cacheFolder: string;
  /** Path of the socket; without it `$CONTAINERD_ADDRESS`, or the usual places. */
  readonly address?: string;
  /** Without it `$CONTAINERD_NAMESPACE`, or `k8s.io` and then `default`. */
  readonly namespace?: string;
}

/** An image in containerd, as a source of blobs. @throws ProblemError */
export async function openContainerd(text: string, options: OpenContainerdOptions): Promise<BlobSource> {
  const client = await ContainerdClient.connect(options.address ?? given('CONTAINERD_ADDRESS'));
  try {
    const { image, namespace } = await locate(client, text, options.namespace ?? given('CONTAINERD_NAMESPACE'));
    return new ContentStore(client, namespace, image, await client.contentFolder(), options.cacheFolder);
  } catch (error) {
    client.close();
    throw error;
  }
}

const given = (variable: string): string | undefined => process.env[variable] || undefined;

async function locate(client: ContainerdClient, text: string, only: string | undefined): Promise<{ readonly image: StoredImage; readonly namespace: string }> {
  const seen: StoredImage[] = [];
  const searched = only === undefined ? NAMESPACES : [only];
  for (const namespace of searched) {
    const images = await client.images(namespace);
    const image = findImage(images, text);
    if (image !== undefined) return { image, namespace };
    seen.push(...images);
  }
  for (const namespace of await client.namespaces()) {
    if (!searched.includes(namespace) && findImage(await client.images(namespace), text) !== undefined) throw new ProblemError('containerd.missing', `containerd:${text}: is not in the namespace ${searched.join(' or ')} but in ${namespace}; name it with --containerd-namespace ${namespace}`);
  }
  const names = similar(seen, text);
  throw new ProblemError('containerd.missing', `containerd:${text}: there is no such image in the namespace ${searched.join(' or ')}${names.length === 0 ? '' : `; there are ${names.join(', ')}`}`);
}

interface Copy { readonly handle: FileHandle; readonly size: number }

class ContentStore implements BlobSource {
  readonly #client: ContainerdClient;
  readonly #namespace: string;
  readonly #image: StoredImage;
  readonly #folder: string | null;
  readonly #cache: string;
  /** Layers that came through the socket, by digest. */
  readonly #copies = new Map<string, Promise<Copy>>();

  constructor(client: ContainerdClient, namespace: string, image: StoredImage, folder: string | null, cache: string) {
    this.#client = client;
    this.#namespace = namespace;
    this.#image = image;
    this.#folder = folder;
    this.#cache = cache;
  }

  async root(): Promise<{ reference: string; descriptors: readonly Descriptor[] }> {
    const { name, target } = this.#image;
    if (!DIGEST.test(target.digest)) throw new ProblemError('image.malformed', `${name}: containerd gives no usable digest for it`);
    return { reference: name, descriptors: [target] };
  }

  async has({ digest }: Descriptor): Promise<boolean> { return await this.#client.size(digest, this.#namespace) !== null; }

  async read({ digest, size }: Descriptor): Promise<Uint8Array> {
    if (size > LIMITS.imageDocumentBytes) throw new ProblemError('image.malformed', `${this.#image.name}: ${digest} has ${size} bytes, more than the ${LIMITS.imageDocumentBytes} that are read`);
    const place = await this.#place(digest, size);
    const bytes = place === null ? await this.#small(digest) : await readFile(place.path);
    const algorithm = digest.slice(0, digest.indexOf(':'));
    const actual = `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
    if (actual !== digest) throw new ProblemError('image.digest', `${this.#image.name}: a document has the digest ${actual}, not ${digest} as it should`);
    return bytes;
  }

  async file({ digest, size }: Descriptor): Promise<FileRange> {
    const place = await this.#place(digest, size);
    if (place !== null) return place;
    const known = this.#copies.get(digest) ?? this.#copy(digest, size);
    this.#copies.set(digest, known);
    const { handle, size: copied } = await known;
    return { path: `/proc/self/fd/${handle.fd}`, offset: 0, size: copied };
  }

  async release(): Promise<void> { /* The same layer may be asked for again: copies go when all is done. */ }

  async close(): Promise<void> {
    for (const copy of this.#copies.values()) await (await copy.catch(() => null))?.handle.close();
    this.#client.close();
  }

  /** The file of the store, where it can be opened here and is what containerd says. @throws ProblemError `containerd.content` where there is no such blob */
  async #place(digest: string, size: number): Promise<FileRange | null> {
    const stored = await this.#client.size(digest, this.#namespace);
    if (stored === null) throw new ProblemError('containerd.content', `${digest} is not in the content store of containerd: layers are dropped after unpacking where discard_unpacked_layers is set, and other platforms are not pulled; scan the image from its registry instead`);
    if (stored !== size) throw new ProblemError('image.malformed', `${digest} has ${stored} bytes in the content store of containerd, not ${size} as the image says`);
    if (this.#folder === null) return null;
    const [algorithm, hex] = digest.split(':');
    // https://github.com/containerd/containerd/blob/main/plugins/content/local/store.go (blobPath)
    const path = join(this.#folder, 'blobs', algorithm!, hex!);
    const found = await lstat(path).catch(() => null);
    if (found?.isFile() !== true || found.size !== size) return null;
    // Another user may not read it, though the socket is open to it.
    const file = await open(path, 'r').catch(() => null);
    await file?.close();
    return file === null ? null : { path, offset: 0, size };
  }

  async #small(digest: string): Promise<Uint8Array> {
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of this.#client.read(digest, this.#namespace)) {
      size += piece.length;
      if (size > LIMITS.imageDocumentBytes) throw new ProblemError('image.malformed', `${this.#image.name}: ${digest} is larger than the ${LIMITS.imageDocumentBytes} bytes that are read`);
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  /** The file has no name any more: nothing of it stays behind, however the program ends. */
  async #copy(digest: string, size: number): Promise<Copy> {
    const handle = await this.#nameless();
    try {
      let at = 0;
      for await (const piece of this.#client.read(digest, this.#namespace)) {
        at += piece.length;
        if (at > size) throw new ProblemError('image.malformed', `${digest} is larger than the ${size} bytes that the image says`);
        await handle.write(piece).catch((error: unknown) => { throw this.#unwritable(error); });
      }
      return { handle, size: at };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async #nameless(): Promise<FileHandle> {
    const path = join(this.#cache, 'blobs', `containerd-${process.pid}-${randomBytes(6).toString('hex')}`);
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const handle = await open(path, 'wx+', 0o600);
      await rm(path);
      return handle;
    } catch (error) {
      throw this.#unwritable(error);
    }
  }

  #unwritable(error: unknown): ProblemError { return new ProblemError('cache.unwritable', `the cache at ${this.#cache} cannot be written: ${messageOf(error)}`, { cause: error }); }
}
