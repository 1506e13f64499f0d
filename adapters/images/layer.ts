/** One layer: its tar, read once, with whiteouts and links noted and wanted files given to the analyzers. */
import { LIMITS } from '#core/limits.ts';
import type { FileRange, LayerContents } from '#core/ports/images.ts';
import { ProblemError } from '#core/result.ts';
import { Collector, type Search } from './collector.ts';
import { EntryList } from './entries.ts';
import { Gate } from './gate.ts';
import { baseOf, cleanPath, folderOf } from './paths.ts';
import { Room } from './room.ts';
import { type Spool, SPOOLED_FROM } from './spool.ts';
import { type TarEntry, type TarHandler, TarReader } from './tar/reader.ts';
import { unpack } from './unpack.ts';

export interface LayerFile {
  readonly range: FileRange;
  /** Digests that the content must have; '' where not known. The stored bytes are checked where both are known. */
  readonly digest: string;
  readonly diffId: string;
}

/** What reading takes: bounds that are shared with others, and room on the disk (null: all is read in memory). */
interface LayerReader { readonly gate?: Gate; readonly room?: Room; readonly spool?: Spool | null }

/**
 * Reads a layer. Whatever is wrong with it is in `notAssessed`: what was found before the damage stays, but nothing
 * stays of a layer that has not the digest it should have.
 */
export async function readLayer(layer: LayerFile, search: Search, reader: LayerReader = {}): Promise<LayerContents> {
  const reading = new LayerReading(search, reader);
  const byDigest = layer.digest !== '';
  try {
    const { chunks, digests } = await unpack(layer.range, { stored: byDigest, unpacked: !byDigest && layer.diffId !== '' });
    await reading.read(chunks);
    const found = digests();
    const [actual, expected] = byDigest ? [found.stored, layer.digest] : [found.unpacked, layer.diffId];
    if (expected !== '' && actual !== expected) return spoiled(`the layer has the digest ${actual}, not ${expected} as the image says: nothing of it was used`);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    reading.collector.note('', `the layer ${error.message}`.replace(/^the layer (the|an) /, 'the layer is damaged: $1 '));
  }
  return reading.finish();
}

/** A layer of which nothing is known but why. */
export const spoiled = (reason: string): LayerContents => ({ results: {}, notAssessed: [{ path: '', reason }], texts: {}, entries: new Uint8Array(0), entryCount: 0, bytes: 0 });

class LayerReading implements TarHandler {
  readonly collector: Collector;
  readonly #entries: EntryList;
  readonly #gate: Gate;
  readonly #spool: Spool | null;
  readonly #aliases: ReadonlyMap<string, readonly string[]> | null;
  #links = 0;
  #bytes = 0;
  /** Path of the entry whose content comes next; null where it is of no use. */
  #path: string | null = null;

  constructor(search: Search, { gate = new Gate(null, 1), room = new Room(), spool = null }: LayerReader) {
    this.#gate = gate;
    this.#spool = spool;
    this.#entries = new EntryList(gate, room);
    this.collector = new Collector(search, gate, room, spool !== null);
    this.#aliases = search.aliases === undefined ? null : new Map([...Map.groupBy(search.aliases, ([file]) => file)].map(([file, pairs]) => [file, pairs.map(([, name]) => name)]));
  }

  async read(chunks: AsyncIterable<Buffer>): Promise<void> {
    const tar = new TarReader(this);
    for await (const chunk of chunks) {
      this.#bytes += chunk.length;
      tar.write(chunk);
    }
    tar.end();
  }

  finish(): LayerContents { return this.collector.finish(this.#entries, this.#bytes); }

  entry(entry: TarEntry): number {
    this.#path = this.#usable(entry);
    if (this.#path === null) return 0;
    if (this.#aliases === null) this.#record(entry, this.#path);
    if (!isFile(entry)) this.#path = null;
    if (this.#path === null) return 0;
    if (!entry.sparse) return this.#names(this.#path).reduce((most, name) => Math.max(most, this.collector.wants(name, entry.size, entry.mode)), 0);
    for (const name of this.#names(this.#path)) if (this.collector.knows(name)) this.collector.note(name, 'is stored as a sparse file, which is not supported');
    this.#path = null;
    return 0;
  }

  begins(entry: TarEntry, head: Buffer, wanted: number): number {
    if (this.#path !== null && this.#names(this.#path).some((name) => this.collector.begins(name, entry.size, entry.mode, head))) return wanted;
    this.#path = null;
    this.#gate.leave();
    return 0;
  }

  pieces({ size, mode }: TarEntry): ((piece: Buffer) => void) | null {
    const spool = this.#spool, path = this.#path;
    if (spool === null || path === null || size < SPOOLED_FROM || !this.#names(path).every((name) => this.collector.readsPieces(name, size, mode))) return null;
    return (piece) => spool.write(piece);
  }

  content(entry: TarEntry, bytes: Buffer): void {
    if (this.#path === null) return;
    const source = this.#spool !== null && this.#spool.length > 0 ? this.#spool : undefined;
    for (const name of this.#names(this.#path)) this.collector.take(name, bytes, entry.size, entry.mode, source);
    if (source !== undefined) this.#spool?.clear();
    this.#gate.leave();
  }

  #names(path: string): readonly string[] { return this.#aliases === null ? [path] : this.#aliases.get(path) ?? []; }

  /** The cleaned path, or null for entries that are no part of the file system or cannot be named. */
  #usable(entry: TarEntry): string | null {
    const bad = entry.unnamed ?? (entry.name.includes('\0') ? 'its name holds a zero byte'
      : entry.name.length > LIMITS.pathBytes ? `its name of ${entry.name.length} characters is longer than the ${LIMITS.pathBytes} that Linux takes` : undefined);
    if (bad !== undefined) {
      this.collector.note(entry.name.replaceAll('\0', '?'), `an entry was not read: ${bad}`);
      return null;
    }
    const path = cleanPath(entry.name);
    return path === '' ? null : path;
  }

  #record(entry: TarEntry, path: string): void {
    const name = baseOf(path);
    if (name.startsWith('.wh.')) {
      if (name === OPAQUE) this.#entries.add('o', folderOf(path));
      else if (!name.startsWith('.wh..wh.') && name.length > 4) this.#entries.add('w', cleanPath(`${folderOf(path)}/${name.slice(4)}`));
      this.#path = null;
      return;
    }
    if (entry.type !== '1' && entry.type !== '2') {
      this.#entries.add(entry.type === '5' ? 'd' : 'f', path);
      return;
    }
    const target = entry.type === '1' ? cleanPath(entry.linkName) : entry.linkName;
    if (target === '' || target.length > LIMITS.pathBytes || target.includes('\0')) {
      this.#entries.add('f', path);
      return;
    }
    if (++this.#links > LIMITS.layerLinks) throw new ProblemError('image.limit', `holds more than ${LIMITS.layerLinks.toLocaleString('en')} links; the entries that follow were not read`);
    this.#entries.add(entry.type === '1' ? 'h' : 's', path, target);
  }
}

/** https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts */
const OPAQUE = '.wh..wh..opq';

const isFile = (entry: TarEntry): boolean => entry.type === '0' || entry.type === '7' || entry.type === 'S';
