/**
 * Cuts JSON text into the values that are parsed on their own: each top-level value, and each element of a
 * top-level array or of the `items` of a list object - without holding the list, whatever its size.
 *
 * An object with an array `items` is a list whatever its kind, as in k8s.io/apimachinery
 * pkg/apis/meta/v1/unstructured/helpers.go (detectList). Only brackets and strings are looked at here;
 * JSON.parse judges what was cut out.
 */
import { LIMITS } from '#core/limits.ts';
import { JsonWindow } from './json-window.ts';

export interface ListHead { readonly apiVersion: string; readonly kind: string }

export interface JsonValue {
  /** Null when it is larger than the limit. Valid until the next call of the sink. */
  readonly bytes: Buffer | null;
  /** 1-based number of the top-level value. */
  readonly document: number;
  /** 1-based line. */
  readonly line: number;
  /** 1-based place in its list. Absent for a top-level value. */
  readonly item?: number;
}

export interface JsonSink {
  /** `head` is what the list has said of itself so far. */
  value(value: JsonValue, head: Partial<ListHead>): void;
  listEnded(document: number, head: Partial<ListHead>): void;
  /** The text cannot be cut from here on; nothing more comes. */
  failed(reason: string, document: number, line: number): void;
}

class CutError extends Error {}

type Wait<T> = Generator<undefined, T, undefined>;

export class JsonCutter {
  readonly #sink: JsonSink;
  readonly #window: JsonWindow;
  readonly #run: Wait<void>;
  #document = 0;
  #stopped = false;

  constructor(sink: JsonSink, limit: number = LIMITS.manifestDocumentBytes) {
    this.#sink = sink;
    this.#window = new JsonWindow(limit);
    this.#run = this.#text();
  }

  /** True once `failed` was said: further text is ignored. */
  get stopped(): boolean { return this.#stopped; }

  push(chunk: Buffer): void {
    if (this.#stopped) return;
    this.#window.append(chunk);
    this.#resume();
  }

  end(): void {
    if (this.#stopped) return;
    this.#window.ended = true;
    this.#resume();
  }

  #resume(): void {
    try {
      this.#run.next();
    } catch (error) {
      if (!(error instanceof CutError)) throw error;
      this.#stopped = true;
      this.#sink.failed(error.message, this.#document, this.#window.line);
    }
  }

  /** The whole text: values one after the other, optionally with `---` lines between them. */
  *#text(): Wait<void> {
    const window = this.#window;
    for (;;) {
      const byte = yield* this.#next();
      if (byte < 0) return;
      if (byte === 0x2d && (yield* this.#isSeparator())) continue;
      this.#document++;
      if (byte === 0x5b) {
        window.step();
        yield* this.#elements({});
        this.#sink.listEnded(this.#document, {});
      } else if (byte === 0x7b) yield* this.#object();
      else yield* this.#whole({}, undefined);
    }
  }

  *#isSeparator(): Wait<boolean> {
    const window = this.#window;
    let found: boolean | undefined;
    while ((found = window.startsWith('---')) === undefined) yield;
    if (!found) return false;
    while (!window.skipLine() && !window.ended) yield;
    return true;
  }

  /** One value, given to the sink as it is. */
  *#whole(head: Partial<ListHead>, item: number | undefined): Wait<void> {
    const window = this.#window;
    const { line, position } = window;
    window.keep(position);
    yield* this.#value();
    const bytes = window.overflowed ? null : window.slice(position, window.position);
    this.#sink.value({ bytes, document: this.#document, line, ...(item === undefined ? {} : { item }) }, head);
    window.keep(null);
  }

  /** After the `[` of a list, up to and with its `]`. */
  *#elements(head: Partial<ListHead>): Wait<void> {
    if ((yield* this.#next()) === 0x5d) { this.#window.step(); return; }
    for (let item = 1; ; item++) {
      const byte = yield* this.#next();
      if (byte === 0x2c || byte === 0x5d) throw new CutError('a value is missing in the list');
      yield* this.#whole(head, item);
      if (!(yield* this.#comma(0x5d))) return;
    }
  }

  /** A top-level object: a list once its `items` array begins, otherwise one value. */
  *#object(): Wait<void> {
    const window = this.#window;
    const { line, position: start } = window;
    const head: { apiVersion?: string; kind?: string } = {};
    let isList = false, overflowed = false;
    window.keep(start);
    window.step();
    if ((yield* this.#next()) === 0x7d) window.step();
    else {
      do {
        if ((yield* this.#next()) !== 0x22) throw new CutError('expected a key in double quotes');
        overflowed ||= window.overflowed;
        if (isList || overflowed) window.keep(window.position);
        const key = yield* this.#stringText();
        if ((yield* this.#next()) !== 0x3a) throw new CutError('expected : after the key');
        window.step();
        if ((yield* this.#next()) === 0x5b && key === 'items') {
          isList = true;
          window.keep(null);
          window.step();
          yield* this.#elements(head);
        } else if (window.byte === 0x22 && (key === 'kind' || key === 'apiVersion')) head[key] = yield* this.#stringText();
        else yield* this.#value();
      } while (yield* this.#comma(0x7d));
    }
    overflowed ||= window.overflowed;
    if (isList) this.#sink.listEnded(this.#document, head);
    else this.#sink.value({ bytes: overflowed ? null : window.slice(start, window.position), document: this.#document, line }, {});
    window.keep(null);
  }

  /** Past a comma (true) or past the closing bracket (false). */
  *#comma(close: number): Wait<boolean> {
    const byte = yield* this.#next();
    if (byte !== 0x2c && byte !== close) {
      throw new CutError(byte < 0 ? 'the JSON text ends before its value does' : `expected , or ${String.fromCharCode(close)}`);
    }
    this.#window.step();
    return byte === 0x2c;
  }

  /** The next byte that is not a space; -1 at the end of the text. */
  *#next(): Wait<number> {
    const window = this.#window;
    while (!window.skipSpace()) {
      if (window.ended) return -1;
      yield;
    }
    return window.byte;
  }

  /** Past the value that begins here. */
  *#value(): Wait<void> {
    const window = this.#window;
    if (window.byte < 0) throw new CutError('the JSON text ends before its value does');
    const start = window.position;
    window.startValue();
    while (!window.skipValue()) {
      if (window.ended) throw new CutError('the JSON text ends before its value does');
      yield;
    }
    if (window.position === start) throw new CutError(`unexpected ${String.fromCharCode(window.byte)}`);
  }

  /** A string that is short enough to matter: a key, a kind. Empty when it is not. */
  *#stringText(): Wait<string> {
    const window = this.#window;
    const start = window.position;
    yield* this.#value();
    if (window.overflowed || window.position - start > 512) return '';
    return window.slice(start + 1, window.position - 1).toString();
  }
}
