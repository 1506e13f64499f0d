/** A folder or root file system on this machine, as one layer. Links are noted, never followed out of it. */
import { type Dirent, constants } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { LIMITS } from '#core/limits.ts';
import type { LayerContents } from '#core/ports/images.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import { Collector, type Search } from './collector.ts';
import { EntryList } from './entries.ts';
import { Gate } from './gate.ts';
import { Room } from './room.ts';
import { withFile } from './with-file.ts';

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
    if (search.aliases === undefined) await walk.folder('');
    else for (const [file, name] of search.aliases) await walk.read(file, name);
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

  async folder(start: string): Promise<void> {
    const waiting = [start];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      for (const each of await this.#list(at)) {
        const path = at === '' ? each.name : `${at}/${each.name}`;
        if (path.length > LIMITS.pathBytes) this.#collector.note(path, `was not read: its name is longer than ${LIMITS.pathBytes}`);
        else if (each.isDirectory()) {
          this.#entries.add('d', path);
          if (!this.#left.has(path) && each.name !== '.git') waiting.push(path);
        } else if (each.isSymbolicLink()) await this.#link(path);
        else {
          this.#entries.add('f', path);
          if (each.isFile()) await this.read(path, path);
        }
      }
    }
  }

  async #list(path: string): Promise<Dirent[]> {
    try {
      return (await readdir(join(this.#root, path), { withFileTypes: true })).sort((a, b) => (a.name < b.name ? 1 : -1));
    } catch (error) {
      this.#collector.note(path, `cannot be listed: ${messageOf(error)}`);
      return [];
    }
  }

  async #link(path: string): Promise<void> {
    const target = await readlink(join(this.#root, path)).catch(() => '');
    if (target === '') this.#entries.add('f', path); else this.#entries.add('s', path, target);
  }

  async read(path: string, name: string): Promise<void> {
    const file = join(this.#root, path);
    try {
      const { size, mode } = await lstat(file);
      this.bytes += size;
      const wanted = this.#collector.wants(name, size, mode);
      if (wanted === 0 && size > 0) return;
      // Not through a link that has just been put there.
      const bytes = Buffer.alloc(wanted);
      const { bytesRead } = await withFile(file, (handle) => handle.read(bytes, 0, wanted, 0), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      this.#collector.take(name, bytes.subarray(0, bytesRead), size, mode);
    } catch (error) {
      if (this.#collector.knows(name)) this.#collector.note(name, `cannot be read: ${messageOf(error)}`);
    }
  }
}
