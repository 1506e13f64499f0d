/** The table of strings: each text once, in the order of its UTF-8 bytes (which is the order of code points). */
import { Bytes, Words } from './grow.ts';

export class StringPool {
  readonly #numbers = new Map<string, number>();

  /** Number of a text, in the order in which they came. */
  add(text: string): number {
    const plain = text.isWellFormed() ? text : text.toWellFormed();
    const known = this.#numbers.get(plain);
    if (known !== undefined) return known;
    this.#numbers.set(plain, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  get size(): number { return this.#numbers.size; }

  /** The table of the numbers that are used, and for each of them its place in it. */
  finish(used: Uint8Array): { readonly places: Uint32Array; readonly offsets: Words; readonly bytes: Bytes; readonly texts: readonly string[] } {
    const texts = [...this.#numbers].flatMap(([text, number]) => (used[number] === 1 ? [text] : []));
    // The plain order of JavaScript is that of UTF-16, which differs only beyond the first surrogates.
    texts.sort(texts.some((text) => /[\ud800-\uffff]/.test(text)) ? compareCodePoints : undefined);
    const places = new Uint32Array(used.length), offsets = new Words(), bytes = new Bytes(), encoder = new TextEncoder();
    for (const [place, text] of texts.entries()) {
      places[this.#numbers.get(text)!] = place;
      offsets.push(bytes.length);
      bytes.push(encoder.encode(text));
    }
    offsets.push(bytes.length);
    return { places, offsets, bytes, texts };
  }
}

export function compareCodePoints(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const x = a.charCodeAt(i), y = b.charCodeAt(i);
    if (x !== y) return x >= 0xd800 && y >= 0xd800 ? fixUp(x) - fixUp(y) : x - y;
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all that one unit can hold. */
const fixUp = (unit: number): number => (unit >= 0xe000 ? unit - 0x800 : unit + 0x2000);

/** Longest text that is remembered, and how many: what a scan looks at again and again. */
const REMEMBERED = 65_536;

export class StringTable {
  readonly #offsets: Uint32Array;
  readonly #bytes: Uint8Array;
  readonly #decoder = new TextDecoder();
  readonly #encoder = new TextEncoder();
  #known = new Map<number, string>();

  constructor(offsets: Uint32Array, bytes: Uint8Array) {
    this.#offsets = offsets;
    this.#bytes = bytes;
  }

  get size(): number { return this.#offsets.length - 1; }

  text(reference: number): string {
    const known = this.#known.get(reference);
    if (known !== undefined) return known;
    if (reference >= this.size) throw new RangeError(`text ${reference} of ${this.size}: the database is damaged`);
    const text = this.#decode(this.#offsets[reference]!, this.#offsets[reference + 1]!);
    if (this.#known.size >= REMEMBERED) this.#known = new Map();
    this.#known.set(reference, text);
    return text;
  }

  /** Reference of a text, -1 where no advisory has it. */
  find(text: string): number {
    const wanted = this.#encoder.encode(text);
    let low = 0, high = this.size - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const order = this.#compare(middle, wanted);
      if (order === 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  #compare(reference: number, wanted: Uint8Array): number {
    const from = this.#offsets[reference]!, length = this.#offsets[reference + 1]! - from;
    const shared = Math.min(length, wanted.length);
    for (let i = 0; i < shared; i++) {
      const difference = this.#bytes[from + i]! - wanted[i]!;
      if (difference !== 0) return difference;
    }
    return length - wanted.length;
  }

  /** Most are short and ASCII, where the decoder's call costs more than the text. */
  #decode(from: number, end: number): string {
    if (end - from > 64) return this.#decoder.decode(this.#bytes.subarray(from, end));
    let text = '';
    for (let i = from; i < end; i++) {
      const byte = this.#bytes[i]!;
      if (byte > 127) return this.#decoder.decode(this.#bytes.subarray(from, end));
      text += String.fromCharCode(byte);
    }
    return text;
  }
}
