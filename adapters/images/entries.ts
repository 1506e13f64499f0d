/**
 * The entries of a layer, in as few bytes as will do: of each a letter for its kind, its path, and for links their
 * target, each ended by a zero byte (which no path can hold).
 */
import { LIMITS } from '#core/limits.ts';
import { ProblemError } from '#core/result.ts';

/** f file (or device), d folder, s symbolic link, h hard link, w whiteout of a path, o folder that hides what is below. */
export type EntryKind = 'f' | 'd' | 's' | 'h' | 'w' | 'o';
export interface Entry { readonly kind: EntryKind; readonly path: string; readonly target: string }

const FIRST = 64 * 1024;

export class EntryList {
  #bytes = Buffer.allocUnsafe(FIRST);
  #used = 0;
  count = 0;

  /** @throws ProblemError `image.limit` */
  add(kind: EntryKind, path: string, target = ''): void {
    const text = kind === 's' || kind === 'h' ? `${kind}${path}\0${target}\0` : `${kind}${path}\0`;
    const most = text.length * 3;
    if (this.#used + most > this.#bytes.length) this.#grow(most);
    this.#used += this.#bytes.write(text, this.#used);
    this.count++;
    if (this.count > LIMITS.layerEntries) throw new ProblemError('image.limit', `holds more than ${LIMITS.layerEntries.toLocaleString('en')} entries; those that follow were not read`);
    if (this.#used > LIMITS.layerNameBytes) throw new ProblemError('image.limit', `its names take more than ${LIMITS.layerNameBytes.toLocaleString('en')} bytes; the entries that follow were not read`);
  }

  #grow(most: number): void {
    const next = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#used + most));
    this.#bytes.copy(next, 0, 0, this.#used);
    this.#bytes = next;
  }

  bytes(): Uint8Array { return Uint8Array.prototype.slice.call(this.#bytes, 0, this.#used); }
}

/** The entries in their order. */
export function* readEntries(bytes: Uint8Array): Generator<Entry> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at < buffer.length) {
    const kind = String.fromCharCode(buffer[at]!) as EntryKind;
    const end = buffer.indexOf(0, at);
    const path = buffer.toString('utf8', at + 1, end);
    at = end + 1;
    if (kind !== 's' && kind !== 'h') { yield { kind, path, target: '' }; continue; }
    const next = buffer.indexOf(0, at);
    yield { kind, path, target: buffer.toString('utf8', at, next) };
    at = next + 1;
  }
}
