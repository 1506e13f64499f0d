/**
 * A tar archive in pieces, as they come from the decompressor: ustar, pax, GNU long names, GNU sparse files. Nothing is
 * copied but the content that was asked for.
 */
import { LIMITS } from '#core/limits.ts';
import { BLOCK, damaged, isZero, readHeader, type TarHeader } from './header.ts';
import { type PaxRecords, readPax } from './pax.ts';

export interface TarEntry {
  /** As the archive has it. */
  readonly name: string;
  readonly linkName: string;
  /** Bytes in the archive. */
  readonly size: number;
  readonly mode: number;
  readonly type: string;
  /** Holes were left out: the bytes in the archive are not the file. */
  readonly sparse: boolean;
  /** The name could not be kept; the reason. */
  readonly unnamed?: string;
  /** Where the content begins, from the start of the archive. */
  readonly offset: number;
}

export interface TarHandler {
  /** How many bytes of the content are wanted; 0 for none. */
  entry(entry: TarEntry): number;
  /** The first bytes of content that was asked for, at least 64: how much of it is wanted after all. */
  begins(entry: TarEntry, head: Buffer, wanted: number): number;
  /** Where the content is to go piece by piece, and not to `content`, which is called with nothing at the end; null: as a whole. */
  pieces(entry: TarEntry): ((piece: Buffer) => void) | null;
  /** Called for what was asked for, and for everything that has no content. The bytes are good during the call only. */
  content(entry: TarEntry, bytes: Buffer): void;
}

type Special = 'pax' | 'global' | 'longName' | 'longLink';
/** Memory for contents that is kept for the next one. What larger ones need is given back at once. */
const KEPT = 16 * 1024 * 1024;
const HEAD = 64;
const SPECIAL: Readonly<Record<string, Special>> = { x: 'pax', X: 'pax', g: 'global', L: 'longName', K: 'longLink' };

export class TarReader {
  readonly #handler: TarHandler;
  readonly #block = Buffer.alloc(BLOCK);
  #filled = 0;
  #position = 0;
  /** Bytes of the content, and of the padding behind it, that are still to come. */
  #left = 0;
  #padding = 0;
  /** How many bytes of the content are wanted, and how many of them are in `#memory`. */
  #wanted = 0;
  #have = 0;
  #looked = false;
  #sink: ((piece: Buffer) => void) | null = null;
  #memory: Buffer = NONE;
  #entry: TarEntry | null = null;
  #special: Special | null = null;
  #map = false;
  #sparseHeader: TarHeader | null = null;
  #zeros = 0;
  #global: PaxRecords = {};
  #pax: PaxRecords = NOTHING;
  #longName: string | null = null;
  #longLink: string | null = null;
  #unnamed: string | null = null;

  constructor(handler: TarHandler) { this.#handler = handler; }

  /** The two blocks of zeros at the end were seen; what follows is not looked at. */
  get ended(): boolean { return this.#zeros >= 2; }

  /** Bytes that were read or passed over. */
  get position(): number { return this.#position; }

  /** Bytes ahead of which nothing is wanted. */
  get skippable(): number { return this.#special === null && this.#wanted === 0 ? this.#left + (this.#left === 0 ? this.#padding : 0) : 0; }

  /** Passes over that many bytes, at most `skippable`, without having them. */
  pass(count: number): void {
    this.#position += count;
    if (this.#left > 0) this.#left -= count; else this.#padding -= count;
    if (this.#left === 0) this.#entry = null;
  }

  /** @throws ProblemError `image.damaged` */
  write(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && !this.ended) {
      if (this.#left > 0) at += this.#take(chunk, at);
      else if (this.#padding > 0) at += this.#skip(chunk.length - at);
      else at += this.#header(chunk, at);
    }
    if (this.ended) this.#position += chunk.length - at;
  }

  /** @throws ProblemError `image.damaged` where the archive ends too early. */
  end(): void {
    if (this.ended) return;
    if (this.#left > 0 || this.#filled > 0 || this.#map || this.#special !== null) damaged(`the tar archive ends in the middle of an entry, after ${this.#position} bytes`);
  }

  #skip(available: number): number {
    const count = Math.min(this.#padding, available);
    this.#padding -= count;
    this.#position += count;
    return count;
  }

  #take(chunk: Buffer, at: number): number {
    const count = Math.min(this.#left, chunk.length - at);
    if (this.#wanted > this.#have) this.#bring(chunk, at, count);
    this.#left -= count;
    this.#position += count;
    if (this.#left === 0 && this.#wanted > 0) this.#complete(this.#sink === null ? this.#memory.subarray(0, this.#have) : NONE);
    return count;
  }

  /** Content that lies in one piece is given as it lies there; else it is put together. */
  #bring(chunk: Buffer, at: number, count: number): void {
    const entry = this.#entry;
    if (!this.#looked && count >= HEAD && this.#special === null && entry !== null) {
      this.#looked = true;
      this.#wanted = this.#handler.begins(entry, chunk.subarray(at, at + count), this.#wanted);
      if (this.#wanted === 0) { this.#entry = null; return; }
    }
    if (this.#have === 0 && this.#special === null && entry !== null) this.#sink = this.#handler.pieces(entry);
    const now = Math.min(count, this.#wanted - this.#have);
    if (this.#sink !== null) {
      this.#sink(chunk.subarray(at, at + now));
      this.#have += now;
      return;
    }
    if (this.#have === 0 && count >= this.#wanted) {
      this.#complete(chunk.subarray(at, at + this.#wanted));
      return;
    }
    if (this.#have === 0 && this.#memory.length < this.#wanted) this.#memory = Buffer.allocUnsafeSlow(this.#wanted < KEPT ? Math.min(KEPT, 2 * this.#wanted) : this.#wanted);
    this.#have += chunk.copy(this.#memory, this.#have, at, at + now);
  }

  #complete(bytes: Buffer): void {
    this.#wanted = this.#have = 0;
    this.#sink = null;
    const special = this.#special;
    this.#special = null;
    if (special === null) {
      const entry = this.#entry;
      this.#entry = null;
      if (entry !== null) this.#handler.content(entry, bytes);
    } else if (special === 'pax') readPax(bytes, this.#pax = this.#pax === NOTHING ? {} : this.#pax);
    else if (special === 'global') readPax(bytes, this.#global);
    else if (special === 'longName') this.#longName = text(bytes);
    else this.#longLink = text(bytes);
    if (this.#memory.length <= KEPT) return;
    // Not left to the collector, which comes when it likes.
    (this.#memory.buffer as ArrayBuffer).transfer(0);
    this.#memory = NONE;
  }

  #header(chunk: Buffer, at: number): number {
    if (this.#filled === 0 && chunk.length - at >= BLOCK) {
      this.#position += BLOCK;
      this.#begin(chunk.subarray(at, at + BLOCK));
      return BLOCK;
    }
    const count = chunk.copy(this.#block, this.#filled, at, Math.min(chunk.length, at + BLOCK - this.#filled));
    this.#filled += count;
    this.#position += count;
    if (this.#filled === BLOCK) {
      this.#filled = 0;
      this.#begin(this.#block);
    }
    return count;
  }

  #begin(block: Buffer): void {
    if (this.#map) { this.#mapBlock(block); return; }
    const header = this.#zeros === 1 && isZero(block) ? null : readHeader(block);
    if (header === null) { this.#zeros++; return; }
    this.#zeros = 0;
    const special = SPECIAL[header.type];
    if (special !== undefined) this.#beginSpecial(special, header.size);
    else if (header.moreMap) {
      this.#map = true;
      this.#sparseHeader = header;
    } else this.#beginEntry(header);
  }

  /** GNU's old sparse form has its map in further blocks; the last one says so. */
  #mapBlock(block: Buffer): void {
    if (block[504] === 1) return;
    this.#map = false;
    if (this.#sparseHeader !== null) this.#beginEntry(this.#sparseHeader);
    this.#sparseHeader = null;
  }

  #beginSpecial(special: Special, size: number): void {
    this.#expect(size);
    if (size > LIMITS.tarHeaderBytes) {
      // It is passed over, and with it what it says about the next entry.
      this.#unnamed = `its extended header of ${size} bytes is larger than the ${LIMITS.tarHeaderBytes} that are read`;
      this.#entry = null;
      return;
    }
    this.#special = special;
    this.#want(size);
    if (size === 0) this.#complete(NONE);
  }

  #beginEntry(header: TarHeader): void {
    const pax = this.#pax === NOTHING ? this.#global : { ...this.#global, ...this.#pax };
    const name = this.#longName ?? pax.path ?? header.name;
    // Before POSIX a directory was a file whose name ends with a slash: the whole name, not the part of it in the header.
    const type = header.type === '0' && name.endsWith('/') ? '5' : header.type;
    // Links, devices and folders have no content, whatever the size says (as Go's archive/tar reads it).
    const stored = /^[1-6]$/.test(type) ? 0 : pax.size ?? header.size;
    const entry: TarEntry = {
      name, linkName: this.#longLink ?? pax.linkpath ?? header.linkName,
      size: stored, mode: header.mode, type, sparse: header.type === 'S' || pax.sparse === true, offset: this.#position,
      ...(this.#unnamed === null ? {} : { unnamed: this.#unnamed }),
    };
    this.#pax = NOTHING;
    this.#longName = this.#longLink = this.#unnamed = null;
    const wanted = Math.min(this.#handler.entry(entry), stored);
    this.#expect(stored);
    this.#entry = wanted > 0 ? entry : null;
    if (wanted > 0) this.#want(wanted);
    else if (stored === 0) this.#handler.content(entry, NONE);
  }

  #expect(size: number): void {
    this.#left = size;
    this.#padding = (BLOCK - (size % BLOCK)) % BLOCK;
  }

  #want(size: number): void {
    this.#wanted = size;
    this.#have = 0;
    this.#looked = false;
  }
}

const NONE: Buffer = Buffer.alloc(0);
/** No extended header came since the last entry. Never written to. */
const NOTHING: PaxRecords = Object.freeze({});

function text(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}
