/**
 * Cuts a stream of YAML into its documents without reading them: at lines that begin with `---` (followed by a space
 * or the end of the line) and after `...`, which YAML 1.2 section 9.1 allows in no scalar at the first column. So one
 * malformed document cannot take the others with it.
 *
 * Documents are numbered as YAML counts them: each `---` begins one, empty or not; text before the first `---` is one
 * if it holds more than comments. Empty documents are counted but not given out, as kubectl skips them.
 */
import { LIMITS } from '#core/limits.ts';

export interface CutDocument {
  /** From the line of the first content on. Null when the document is larger than the limit. */
  readonly bytes: Buffer | null;
  readonly document: number;
  /** 1-based line of the first byte. */
  readonly line: number;
}

const NEWLINE = 0x0a, RETURN = 0x0d, HASH = 0x23, DASH = 0x2d, DOT = 0x2e, PERCENT = 0x25;
const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09 || byte === RETURN;

export class DocumentCutter {
  readonly #emit: (document: CutDocument) => void;
  readonly #limit: number;
  #bytes: Buffer = Buffer.alloc(0);
  /** Where the search for the next separator goes on; the document under way begins at 0. */
  #searched = 0;
  #line = 1;
  #document = 0;
  /** The document under way began with `---`. */
  #explicit = false;
  /** Line at which a document began whose text was let go; 0: none was. */
  #overflowedAt = 0;
  #first = true;
  #heldReturn = false;

  constructor(emit: (document: CutDocument) => void, limit: number = LIMITS.manifestDocumentBytes) {
    this.#emit = emit;
    this.#limit = limit;
  }

  push(chunk: Buffer): void {
    const text = this.#withNewlines(chunk);
    this.#bytes = Buffer.concat([this.#bytes, text]);
    this.#cut(false);
  }

  end(): void {
    if (this.#heldReturn) this.#bytes = Buffer.concat([this.#bytes, Buffer.of(NEWLINE)]);
    this.#cut(true);
    this.#finish(this.#bytes.length);
  }

  /** A carriage return alone is a line break too (YAML 1.2 section 5.4): made a newline, so that only those are looked for. */
  #withNewlines(chunk: Buffer): Buffer {
    let bytes = this.#heldReturn ? Buffer.concat([Buffer.of(RETURN), chunk]) : chunk;
    this.#heldReturn = false;
    if (bytes.at(-1) === RETURN) {
      this.#heldReturn = true;
      bytes = bytes.subarray(0, -1);
    }
    let copied = false;
    for (let at = bytes.indexOf(RETURN); at >= 0; at = bytes.indexOf(RETURN, at + 1)) {
      if (bytes[at + 1] === NEWLINE) continue;
      if (!copied) { bytes = Buffer.from(bytes); copied = true; }
      bytes[at] = NEWLINE;
    }
    return bytes;
  }

  #cut(final: boolean): void {
    if (this.#first && this.#bytes.length >= (final ? 1 : 4)) {
      this.#first = false;
      if (this.#bytes.subarray(0, 3).equals(Buffer.of(0xef, 0xbb, 0xbf))) this.#bytes = this.#bytes.subarray(3);
      this.#explicit = this.#markerAt(0, DASH, final);
    }
    for (let at = this.#nextMarker(final); at >= 0; at = this.#nextMarker(final)) {
      if (this.#bytes[at] === DASH) this.#cutAtDashes(at);
      else this.#cutAtDots(at);
    }
    if (this.#bytes.length - this.#limit > 4) this.#overflow();
  }

  /** Index of the next marker, after `#searched`. Moves `#searched` to what is to be looked at next time. */
  #nextMarker(final: boolean): number {
    const bytes = this.#bytes;
    // A marker needs the byte behind it to be known.
    const limit = final ? bytes.length : bytes.length - 4;
    for (let newline = bytes.indexOf(NEWLINE, this.#searched); newline >= 0 && newline < limit; newline = bytes.indexOf(NEWLINE, newline + 1)) {
      this.#searched = newline + 1;
      const byte = bytes[newline + 1];
      if ((byte === DASH || byte === DOT) && this.#markerAt(newline + 1, byte, final)) return newline + 1;
    }
    return -1;
  }

  #markerAt(at: number, byte: number, final: boolean): boolean {
    const bytes = this.#bytes;
    if (bytes[at] !== byte || bytes[at + 1] !== byte || bytes[at + 2] !== byte) return false;
    const after = bytes[at + 3];
    return after === undefined ? final : after === NEWLINE || isBlank(after);
  }

  #cutAtDashes(at: number): void {
    // Directives (%YAML) belong to the document whose `---` follows them.
    if (!this.#explicit && this.#contentStart(at, true) === at && this.#contentStart(at, false) < at) {
      this.#explicit = true;
      return;
    }
    this.#finish(at);
    this.#explicit = true;
  }

  #cutAtDots(at: number): void {
    const newline = this.#bytes.indexOf(NEWLINE, at);
    this.#finish(newline < 0 ? this.#bytes.length : newline + 1);
    this.#explicit = false;
  }

  /** Gives out what lies before `end` and begins the next document there. */
  #finish(end: number): void {
    const start = this.#contentStart(end, false);
    const overflowed = this.#overflowedAt > 0;
    const line = this.#line + this.#newlines(0, start);
    if (this.#explicit || start < end || overflowed) this.#document++;
    if (start < end || overflowed) {
      const bytes = overflowed || end - start > this.#limit ? null : this.#bytes.subarray(start, end);
      this.#emit({ bytes, document: this.#document, line: overflowed ? this.#overflowedAt : line });
    }
    this.#line = line + this.#newlines(start, end);
    this.#bytes = this.#bytes.subarray(end);
    this.#searched = 0;
    this.#overflowedAt = 0;
  }

  /** The document under way is too large: forget its text, keep looking for where it ends. */
  #overflow(): void {
    const end = this.#bytes.length - 4;
    if (this.#overflowedAt === 0) this.#overflowedAt = this.#line;
    this.#line += this.#newlines(0, end);
    this.#bytes = this.#bytes.subarray(end);
    this.#searched = 0;
  }

  #newlines(from: number, to: number): number {
    let count = 0;
    for (let at = this.#bytes.indexOf(NEWLINE, from); at >= 0 && at < to; at = this.#bytes.indexOf(NEWLINE, at + 1)) count++;
    return count;
  }

  /** Start of the first line before `end` with more than a comment (and, if asked, more than a directive); `end` if none. */
  #contentStart(end: number, skipDirectives: boolean): number {
    const bytes = this.#bytes;
    let at = 0;
    let isMarkerLine = this.#explicit && bytes[0] === DASH;
    while (at < end) {
      const line = at;
      if (isMarkerLine) at += 3;
      while (at < end && isBlank(bytes[at])) at++;
      const byte = bytes[at];
      const skipped = at >= end || byte === NEWLINE || byte === HASH || (skipDirectives && byte === PERCENT && at === line);
      if (!skipped) return line;
      const newline = bytes.indexOf(NEWLINE, at);
      at = newline < 0 ? end : newline + 1;
      isMarkerLine = false;
    }
    return end;
  }
}
