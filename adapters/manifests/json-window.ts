/** The stretch of a JSON text that is in memory while it is cut up: grows at the end, forgets what is not kept. */

const QUOTE = 0x22, BACKSLASH = 0x5c, NEWLINE = 0x0a;
const isOpen = (byte: number): boolean => byte === 0x7b || byte === 0x5b;
const isClose = (byte: number): boolean => byte === 0x7d || byte === 0x5d;
const isSpace = (byte: number): boolean => byte === 0x20 || byte === NEWLINE || byte === 0x0d || byte === 0x09;
/** What ends a number or a word: , : ] } or a space. */
const isDelimiter = (byte: number): boolean => byte === 0x2c || byte === 0x3a || isClose(byte) || isSpace(byte);

export class JsonWindow {
  /** 1-based line of the byte at `position`. */
  line = 1;
  ended = false;
  /** What was to be kept grew past the limit and was let go. */
  overflowed = false;
  readonly #limit: number;
  /** The memory, of which `#bytes` is the part in use. Used again and again: what was sliced from it changes. */
  #memory: Buffer = Buffer.alloc(0);
  #bytes: Buffer = this.#memory;
  /** Position in the whole text of the first byte in memory. */
  #base = 0;
  #at = 0;
  #keep = -1;
  #depth = 0;
  #inString = false;

  constructor(limit: number) { this.#limit = limit; }

  get position(): number { return this.#base + this.#at; }
  /** Whether every byte that is in memory was looked at. An escape at the very end may have moved one byte past it. */
  get used(): boolean { return this.#at >= this.#bytes.length; }
  get byte(): number { return this.#bytes[this.#at] ?? -1; }

  /** From here on everything stays in memory until the next call; null: nothing does. */
  keep(position: number | null): void {
    this.#keep = position === null ? -1 : position - this.#base;
    this.overflowed = false;
  }

  append(chunk: Buffer): void {
    if (this.#keep >= 0 && this.#bytes.length - this.#keep > this.#limit) {
      this.#keep = -1;
      this.overflowed = true;
    }
    const from = this.#keep >= 0 ? this.#keep : Math.min(this.#at, this.#bytes.length);
    this.#replace(this.#bytes.subarray(from), chunk);
    this.#base += from;
    this.#at -= from;
    if (this.#keep >= 0) this.#keep = 0;
  }

  #replace(kept: Buffer, chunk: Buffer): void {
    const size = kept.length + chunk.length;
    if (size > this.#memory.length) {
      const larger = Buffer.allocUnsafeSlow(size * 2);
      kept.copy(larger);
      this.#memory = larger;
    } else kept.copy(this.#memory);
    chunk.copy(this.#memory, kept.length);
    this.#bytes = this.#memory.subarray(0, size);
  }

  /** What was kept, from one position to another. Valid until more is appended. */
  slice(from: number, to: number): Buffer {
    return this.#bytes.subarray(from - this.#base, to - this.#base);
  }

  step(): void { this.#at++; }

  /** Past spaces. False when the memory ended before anything else came. */
  skipSpace(): boolean {
    const bytes = this.#bytes;
    while (this.#at < bytes.length) {
      const byte = bytes[this.#at]!;
      if (!isSpace(byte)) return true;
      if (byte === NEWLINE) this.line++;
      this.#at++;
    }
    return false;
  }

  /** Past the rest of the line. False when the memory ended before the line did. */
  skipLine(): boolean {
    const end = this.#bytes.indexOf(NEWLINE, this.#at);
    this.#at = end < 0 ? this.#bytes.length : end;
    return end >= 0;
  }

  /** Whether `text` comes next; undefined when too little is in memory to know. */
  startsWith(text: string): boolean | undefined {
    if (this.#bytes.length - this.#at < text.length && !this.ended) return undefined;
    return this.#bytes.toString('latin1', this.#at, this.#at + text.length) === text;
  }

  /** Before the first `skipValue` of a value. */
  startValue(): void {
    this.#inString = this.byte === QUOTE;
    this.#depth = isOpen(this.byte) ? 1 : 0;
    if (this.#inString || this.#depth === 1) this.#at++;
  }

  /** Past the value that is open. False when the memory ended before the value did: append, then call again. */
  skipValue(): boolean {
    const bytes = this.#bytes;
    let at = this.#at, depth = this.#depth, inString = this.#inString, line = this.line;
    let done = false;
    const isScalar = depth === 0 && !inString;
    while (at < bytes.length) {
      const byte = bytes[at]!;
      if (isScalar) {
        if (isDelimiter(byte)) { done = true; break; }
        at++;
        continue;
      }
      at++;
      if (byte === NEWLINE) line++;
      if (inString) {
        if (byte === BACKSLASH) at++;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) inString = true;
      else if (isOpen(byte)) depth++;
      else if (isClose(byte)) depth--;
      if (depth <= 0 && !inString) { done = true; break; }
    }
    this.#at = at; this.#depth = depth; this.#inString = inString; this.line = line;
    return done || (isScalar && this.ended);
  }
}
