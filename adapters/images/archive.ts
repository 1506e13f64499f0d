/**
 * The files inside an image archive, by where they lie: the archive is read once for its headers, and layers are later
 * read in place. A packed archive is unpacked into the cache first.
 */
import { type FileHandle, rm, stat } from 'node:fs/promises';
import { LIMITS } from '#core/limits.ts';
import type { FileRange } from '#core/ports/images.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import { cleanPath, linkTarget } from './paths.ts';
import { BLOCK } from './tar/header.ts';
import { type TarEntry, type TarHandler, TarReader } from './tar/reader.ts';
import { packingOf, unpack } from './unpack.ts';
import { withFile } from './with-file.ts';

export interface Archive {
  /** Files and links in it. */
  readonly count: number;
  /** The place of a file, links followed; undefined where there is none. */
  find(path: string): FileRange | undefined;
  /** A small file. @throws ProblemError `image.malformed` where it is missing or too large */
  read(path: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

interface Place { readonly offset: number; readonly size: number; readonly link?: string }

/** @throws ProblemError `image.unreadable`, `image.damaged`, `image.limit` */
export async function openArchive(file: string, cacheFolder: string): Promise<Archive> {
  const whole = await rangeOf(file);
  const { range, temporary } = await plain(whole, file, cacheFolder);
  const close = async (): Promise<void> => { if (temporary !== null) await rm(temporary, { force: true }); };
  try {
    const places = await readPlaces(range, file);
    const find = (path: string, depth = 0): FileRange | undefined => {
      const place = places.get(cleanPath(path));
      if (place?.link !== undefined) return depth < LIMITS.linkDepth ? find(place.link, depth + 1) : undefined;
      return place === undefined ? undefined : { path: range.path, offset: place.offset, size: place.size };
    };
    return { count: places.size, find, close, read: (path) => readSmall(find(path), `${path} in ${file}`) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A whole file. @throws ProblemError `image.unreadable` */
export async function rangeOf(file: string): Promise<FileRange> {
  const found = await stat(file).catch((error: unknown) => { throw new ProblemError('image.unreadable', `${file}: cannot be read: ${messageOf(error)}`); });
  if (!found.isFile()) throw new ProblemError('image.unreadable', `${file}: is not a file`);
  return { path: file, offset: 0, size: found.size };
}

/** @throws ProblemError `image.malformed` */
export async function readSmall(range: FileRange | undefined, what: string): Promise<Uint8Array> {
  if (range === undefined) throw new ProblemError('image.malformed', `${what}: is missing`);
  if (range.size > LIMITS.imageDocumentBytes) throw new ProblemError('image.malformed', `${what}: ${range.size} bytes are more than the ${LIMITS.imageDocumentBytes} that are read`);
  const bytes = new Uint8Array(range.size);
  const { bytesRead } = await withFile(range.path, (file) => file.read(bytes, 0, range.size, range.offset));
  if (bytesRead !== range.size) throw new ProblemError('image.malformed', `${what}: ends after ${bytesRead} of ${range.size} bytes`);
  return bytes;
}

async function plain(range: FileRange, file: string, cacheFolder: string): Promise<{ range: FileRange; temporary: string | null }> {
  const head = new Uint8Array(8);
  await withFile(file, (handle) => handle.read(head, 0, 8, 0));
  if (packingOf(head) === 'none') return { range, temporary: null };
  const { temporaryFile } = await import('./temporary.ts');
  const { path, handle } = await temporaryFile(cacheFolder);
  try {
    let size = 0;
    const { chunks } = await unpack(range, { stored: false, unpacked: false, limit: LIMITS.archiveBytes });
    for await (const chunk of chunks) {
      await handle.write(chunk);
      size += chunk.length;
    }
    return { range: { path, offset: 0, size }, temporary: path };
  } catch (error) {
    await rm(path, { force: true });
    throw error instanceof ProblemError ? new ProblemError(error.code, `${file}: ${error.message}`) : error;
  } finally {
    await handle.close();
  }
}

/** Only headers are read: a step from one to the next, whatever lies between. */
async function readPlaces(range: FileRange, file: string): Promise<Map<string, Place>> {
  const places = new Map<string, Place>();
  const handler: TarHandler = {
    entry(entry: TarEntry): number {
      if (places.size >= LIMITS.archiveEntries) throw new ProblemError('image.limit', `${file}: holds more than ${LIMITS.archiveEntries} files`);
      const path = cleanPath(entry.name);
      const link = entry.type === '1' ? entry.linkName : entry.type === '2' ? linkTarget(path, entry.linkName) : undefined;
      if (entry.sparse) throw new ProblemError('image.malformed', `${file}: ${path} is stored as a sparse file, which is not supported`);
      if (entry.type !== '5') places.set(path, { offset: entry.offset, size: entry.size, ...(link === undefined ? {} : { link }) });
      return 0;
    },
    begins: () => 0,
    pieces: () => null,
    content: () => undefined,
  };
  const tar = new TarReader(handler);
  try {
    await withFile(range.path, (handle) => readHeaders(tar, handle, range.size));
  } catch (error) {
    throw error instanceof ProblemError && error.code === 'image.damaged' ? new ProblemError('image.damaged', `${file}: is no tar archive, or damaged: ${error.message}`) : error;
  }
  return places;
}

async function readHeaders(tar: TarReader, handle: FileHandle, size: number): Promise<void> {
  const block = Buffer.alloc(BLOCK);
  while (!tar.ended && tar.position < size) {
    const ahead = tar.skippable;
    if (ahead > 0) {
      if (tar.position + ahead > size) tar.end();
      tar.pass(ahead);
      continue;
    }
    const { bytesRead } = await handle.read(block, 0, BLOCK, tar.position);
    tar.write(block.subarray(0, bytesRead));
  }
  tar.end();
}
