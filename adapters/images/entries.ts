/**
 * The entries of a layer, in as few bytes as will do: of each a letter for its kind, its path, and for links their
 * target, each ended by a zero byte (which no path can hold).
 */
import { LIMITS } from '#core/limits.ts';
import { ProblemError } from '#core/result.ts';
import type { Gate } from './gate.ts';
import type { Room } from './room.ts';

/** f file (or device), d folder, s symbolic link, h hard link, w whiteout of a path, o folder that hides what is below. */
export type EntryKind = 'f' | 'd' | 's' | 'h' | 'w' | 'o';
export interface Entry { readonly kind: EntryKind; readonly path: string; readonly target: string }

const FIRST = 64 * 1024;
/** From here on it is much. */
const LARGE = 8 * 1024 * 1024;
const MOST = LIMITS.imageNameBytes + 64 * 1024;

export class EntryList {
  readonly #gate: Gate;
  readonly #room: Room;
  #bytes = Buffer.allocUnsafeSlow(FIRST);
  #used = 0;
  count = 0;

  constructor(gate: Gate, room: Room) {
    this.#gate = gate;
    this.#room = room;
  }

  /** @throws ProblemError `image.limit` */
  add(kind: EntryKind, path: string, target = ''): void {
    const text = kind === 's' || kind === 'h' ? `${kind}${path}\0${target}\0` : `${kind}${path}\0`;
    const most = text.length * 3;
    if (this.#used + most > this.#bytes.length) this.#grow(most);
    const written = this.#bytes.write(text, this.#used);
    this.#room.takeNames(written);
    this.#used += written;
    this.count++;
    if (this.count > LIMITS.layerEntries) throw new ProblemError('image.limit', `holds more than ${LIMITS.layerEntries.toLocaleString('en')} entries; those that follow were not read`);
  }

  #grow(most: number): void {
    const length = Math.max(Math.min(this.#bytes.length * 2, MOST), this.#used + most);
    if (length > LARGE) this.#gate.enter(true);
    this.#bytes = Buffer.from((this.#bytes.buffer as ArrayBuffer).transfer(length));
  }

  /** To be called once, at the end. */
  bytes(): Uint8Array { return new Uint8Array((this.#bytes.buffer as ArrayBuffer).transfer(this.#used)); }
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
