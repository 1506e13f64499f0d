/** A folder or root file system on this machine, as one layer. Links are noted, never followed out of it. */
import { closeSync, constants, type Dirent, lstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { LIMITS } from '#core/limits.ts';
import type { LayerContents } from '#core/ports/images.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import { Collector, type Search } from './collector.ts';
import { EntryList } from './entries.ts';
import { Gate } from './gate.ts';
import { Room } from './room.ts';

/** Of a root file system: what the kernel shows there is no file. */
const KERNEL = new Set(['proc', 'sys', 'dev']);

/** @throws ProblemError `image.unreadable` where the folder itself cannot be read */
export async function readFolder(root: string, search: Search, kind: 'rootfs' | 'dir'): Promise<LayerContents> {
  const [gate, room] = [new Gate(null, 1), new Room()];
  const collector = new Collector(search, gate, room);
  const entries = new EntryList(gate, room);
  const found = await lstat(`${root}/`).catch((error: unknown) => { throw new ProblemError('image.unreadable', `${root}: cannot be read: ${messageOf(error)}`); });
  if (!found.isDirectory()) throw new ProblemError('image.unreadable', `${root}: is not a folder`);
  const walk = new FolderWalk(root, collector, entries, kind === 'rootfs' ? KERNEL : new Set());
  try {
    if (search.aliases === undefined) walk.folder('');
    else for (const [file, name] of search.aliases) walk.read(file, name);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    collector.note('', `the folder ${error.message}`);
  }
  return collector.finish(entries, walk.bytes);
}

class FolderWalk {
  bytes = 0;
  readonly #root: string;
  readonly #collector: Collector;
  readonly #entries: EntryList;
  readonly #left: ReadonlySet<string>;

  constructor(root: string, collector: Collector, entries: EntryList, left: ReadonlySet<string>) {
    this.#root = root;
    this.#collector = collector;
    this.#entries = entries;
    this.#left = left;
  }

  /** One call after the other: for a million files, waiting for each would take ten times as long. @throws ProblemError `image.limit` */
  folder(start: string): void {
    const deadline = performance.now() + LIMITS.layerMilliseconds;
    const waiting = [start];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      for (const each of this.#list(at)) {
        if (performance.now() > deadline) throw new ProblemError('image.limit', `takes longer than ${LIMITS.layerMilliseconds / 1000} seconds to read; what follows was not read`);
        const path = at === '' ? each.name : `${at}/${each.name}`;
        if (path.length > LIMITS.pathBytes) this.#collector.note(path, `was not read: its name is longer than ${LIMITS.pathBytes}`);
        else if (each.isDirectory()) {
          this.#entries.add('d', path);
          if (!this.#left.has(path) && each.name !== '.git') waiting.push(path);
        } else if (each.isSymbolicLink()) this.#link(path);
        else {
          this.#entries.add('f', path);
          if (each.isFile()) this.read(path, path);
        }
      }
    }
  }

  #list(path: string): Dirent[] {
    try {
      return readdirSync(join(this.#root, path), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? 1 : -1));
    } catch (error) {
      this.#collector.note(path, `cannot be listed: ${messageOf(error)}`);
      return [];
    }
  }

  #link(path: string): void {
    try {
      this.#entries.add('s', path, readlinkSync(join(this.#root, path)));
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      this.#collector.note(path, `is a link that cannot be read: ${messageOf(error)}`);
    }
  }

  /** @throws ProblemError `image.limit` */
  read(path: string, name: string): void {
    const file = join(this.#root, path);
    try {
      const { size, mode } = lstatSync(file);
      this.bytes += size;
      const wanted = this.#collector.wants(name, size, mode);
      if (wanted > 0 || size === 0) this.#collector.take(name, contentOf(file, wanted), size, mode);
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      if (this.#collector.knows(name)) this.#collector.note(name, `cannot be read: ${messageOf(error)}`);
    }
  }
}

/** Not through a link that has just been put there, and without waiting for whoever writes into a pipe. */
function contentOf(file: string, wanted: number): Buffer {
  const handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const bytes = Buffer.alloc(wanted);
    let have = 0;
    for (let read = -1; have < wanted && read !== 0; have += read) read = readSync(handle, bytes, have, wanted - have, have);
    return bytes.subarray(0, have);
  } finally {
    closeSync(handle);
  }
}
