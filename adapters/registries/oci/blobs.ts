/** Layers are fetched into the cache: what was fetched before a break is kept, and the whole checked against its digest. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Descriptor, FileRange } from '#core/ports/images.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import type { RegistryClient } from './client.ts';
import { delay } from './waiting.ts';

const IDLE_MS = 60_000;
const KEPT_MS = 24 * 60 * 60 * 1000;

export class BlobStore {
  readonly #folder: string;
  readonly #fetching = new Map<string, Promise<FileRange>>();

  constructor(cacheFolder: string) { this.#folder = join(cacheFolder, 'blobs'); }

  /** The same layer twice in an image is fetched once. @throws ProblemError `registry.blob`, `registry.denied`, `registry.unreachable` */
  fetch(client: RegistryClient, repository: string, descriptor: Descriptor): Promise<FileRange> {
    const known = this.#fetching.get(descriptor.digest);
    if (known !== undefined) return known;
    const fetching = this.#fetch(client, repository, descriptor);
    this.#fetching.set(descriptor.digest, fetching);
    return fetching;
  }

  /** Deletes what was fetched. */
  async clear(): Promise<void> {
    for (const fetching of this.#fetching.values()) {
      const range = await fetching.catch(() => null);
      if (range !== null) await rm(range.path, { force: true });
    }
    this.#fetching.clear();
  }

  async #fetch(client: RegistryClient, repository: string, { digest, size }: Descriptor): Promise<FileRange> {
    const path = join(this.#folder, `${digest.replace(':', '-')}-${process.pid}`);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await this.#sweep();
    } catch (error) {
      throw new ProblemError('cache.unwritable', `the cache at ${this.#folder} cannot be written: ${messageOf(error)}`, { cause: error });
    }
    try {
      await this.#whole(client, repository, { digest, size }, path);
      return { path, offset: 0, size };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  async #whole(client: RegistryClient, repository: string, { digest, size }: { readonly digest: string; readonly size: number }, path: string): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const have = (await stat(path).catch(() => null))?.size ?? 0;
      const broken = have < size || size === 0 ? await this.#piece(client, repository, digest, path, have, size) : null;
      if (broken === null) break;
      const wait = client.waits[attempt];
      if (wait === undefined) throw new ProblemError('registry.blob', `${client.registry}/${repository}: ${digest} cannot be fetched: ${broken}`);
      await delay(wait);
    }
    const actual = await digestOf(path, digest);
    if (actual !== digest) throw new ProblemError('registry.blob', `${client.registry}/${repository}: what came for ${digest} has the digest ${actual}`);
  }

  /** Null when all is there; else why not. */
  async #piece(client: RegistryClient, repository: string, digest: string, path: string, have: number, size: number): Promise<string | null> {
    const response = await client.get(`/v2/${repository}/blobs/${digest}`, `repository:${repository}:pull`, have === 0 ? {} : { headers: { range: `bytes=${have}-` } });
    if (response.status !== 200 && response.status !== 206) {
      await response.body?.cancel();
      throw new ProblemError('registry.blob', `${client.registry}/${repository}: ${digest} cannot be fetched: ${response.status === 404 ? 'it is not there' : `status ${response.status}`}`);
    }
    // A registry that knows no ranges begins anew.
    const from = response.status === 206 && new RegExp(`^bytes ${have}-`).test(response.headers.get('content-range') ?? '') ? have : 0;
    if (response.status === 206 && from !== have) { await response.body?.cancel(); return 'the registry gave another range than was asked for'; }
    const file = await open(path, from === 0 ? 'w' : 'r+', 0o600);
    let at = from;
    try {
      for await (const chunk of withIdle(response)) {
        if (at + chunk.length > size) throw new ProblemError('registry.blob', `${client.registry}/${repository}: ${digest} is larger than the ${size} bytes that the manifest says`);
        await file.write(chunk, 0, chunk.length, at);
        at += chunk.length;
      }
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      return messageOf(error instanceof Error && error.cause !== undefined ? error.cause : error);
    } finally {
      await file.close();
    }
    return at === size ? null : `it ends after ${at} of ${size} bytes`;
  }

  /** What killed processes left behind. */
  async #sweep(): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      const found = await stat(path).catch(() => null);
      if (found !== null && Date.now() - found.mtimeMs > KEPT_MS) await rm(path, { force: true });
    }
  }
}

/** The body, with an end to waiting: a registry that sends nothing for a minute is gone. */
async function* withIdle(response: Response): AsyncGenerator<Uint8Array> {
  const reader = (response.body ?? new ReadableStream<Uint8Array>({ start: (controller) => controller.close() })).getReader();
  try {
    for (;;) {
      let timer: NodeJS.Timeout | undefined;
      const idle = new Promise<never>((_, reject) => { timer = setTimeout(() => reject(new Error(`nothing came for ${IDLE_MS / 1000} seconds`)), IDLE_MS); });
      const { done, value } = await Promise.race([reader.read(), idle]).finally(() => clearTimeout(timer));
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function digestOf(path: string, expected: string): Promise<string> {
  const algorithm = expected.slice(0, expected.indexOf(':'));
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) hash.update(chunk);
  return `${algorithm}:${hash.digest('hex')}`;
}
