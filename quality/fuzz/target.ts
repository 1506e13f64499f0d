/** What a fuzz target is, and the generators that targets share. */
import fc from 'fast-check';
import { ProblemError } from '#core/result.ts';

export interface FuzzTarget {
  readonly name: string;
  /** Its part of all inputs, relative to the others. */
  readonly share: number;
  /** One input. `run` throws where something is wrong with how it was read. */
  readonly input: fc.Arbitrary<unknown>;
  run(input: never): void | Promise<void>;
}

/** Keeps the type of the input together with what takes it. */
export const target = <T>(name: string, share: number, input: fc.Arbitrary<T>, run: (input: T) => void | Promise<void>): FuzzTarget => ({ name, share, input, run });

/** Only failures that a caller is told to expect may come. */
export function expected(error: unknown): void {
  if (!(error instanceof ProblemError)) throw error;
  if (error.message === '' || error.message.includes('\n')) throw new Error(`the message is no clear line: ${JSON.stringify(error.message)}`);
}

export function holds(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}

const unit = fc.double({ min: 0, max: 1, noNaN: true });

/** One of the samples, damaged: cut, bytes changed, a part taken out or repeated. */
export function damaged(samples: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const edits = fc.array(fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('byte'), at: unit, value: fc.integer({ min: 0, max: 255 }), length: unit }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('cut', 'drop', 'repeat', 'zero', 'ones'), at: unit, value: fc.constant(0), length: unit }) },
  ), { minLength: 1, maxLength: 8 });
  return fc.tuple(fc.constantFrom(...samples), edits).map(([sample, list]) => list.reduce(edit, Uint8Array.from(sample)));
}

function edit(bytes: Uint8Array, { kind, at, value, length }: { readonly kind: string; readonly at: number; readonly value: number; readonly length: number }): Uint8Array {
  const from = Math.min(bytes.length - 1, Math.floor(at * bytes.length));
  if (from < 0) return bytes;
  const to = Math.min(bytes.length, from + 1 + Math.floor(length * 64));
  if (kind === 'cut') return bytes.slice(0, from);
  if (kind === 'drop') return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  if (kind === 'repeat') return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  if (kind === 'byte') bytes[from] = value;
  else bytes.fill(kind === 'ones' ? 0xff : 0, from, to);
  return bytes;
}

/** Bytes and texts without a form. */
export const noise: fc.Arbitrary<Uint8Array> = fc.oneof(fc.uint8Array({ maxLength: 2048 }), fc.string({ unit: 'binary', maxLength: 500 }).map((text) => new TextEncoder().encode(text)));

export const bytesLike = (samples: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> => fc.oneof({ weight: 3, arbitrary: damaged(samples) }, { weight: 1, arbitrary: noise });

const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1e308, 2 ** 53, '', '\u0000', '../../../etc/passwd', '__proto__', 'constructor', [], {}, [[]], [null], 'sha256:', 'x'.repeat(5000)),
  fc.jsonValue({ maxDepth: 3 }), fc.string({ unit: 'grapheme', maxLength: 40 }),
);

/** One of the documents, with some of its values, keys and lists changed: right enough to be read further than noise. */
export function documentLike(samples: readonly unknown[]): fc.Arbitrary<unknown> {
  const changes = fc.array(fc.record({ at: fc.nat(10_000), how: fc.constantFrom('replace', 'remove', 'repeat', 'rename'), value: odd }), { minLength: 1, maxLength: 5 });
  return fc.oneof({ weight: 5, arbitrary: fc.tuple(fc.constantFrom(...samples), changes).map(([sample, list]) => list.reduce(change, structuredClone(sample))) }, { weight: 1, arbitrary: odd });
}

interface Change { readonly at: number; readonly how: string; readonly value: unknown }

function change(document: unknown, { at, how, value: given }: Change): unknown {
  // It may be changed itself by the changes that follow.
  const value = structuredClone(given);
  const places = placesOf(document);
  const place = places[at % Math.max(1, places.length)];
  if (place === undefined) return value;
  const [holder, key] = place;
  if (Array.isArray(holder)) {
    const index = Number(key);
    if (how === 'remove') holder.splice(index, 1);
    else if (how === 'repeat') holder.push(...Array.from({ length: 20 }, () => holder[index] as unknown));
    else holder[index] = value;
  } else if (how === 'remove') delete holder[key];
  else if (how === 'rename') Object.defineProperty(holder, `${key}x`, { value: holder[key], enumerable: true, writable: true, configurable: true });
  else holder[key] = how === 'repeat' ? [holder[key], holder[key]] : value;
  return document;
}

type Holder = Record<string, unknown> | unknown[];

/** Every place of a value inside the document. */
function placesOf(document: unknown): [Holder, string][] {
  const places: [Holder, string][] = [];
  const waiting: Holder[] = typeof document === 'object' && document !== null ? [document as Holder] : [];
  for (let holder = waiting.pop(); holder !== undefined; holder = waiting.pop()) {
    for (const [key, value] of Object.entries(holder)) {
      places.push([holder, key]);
      if (typeof value === 'object' && value !== null) waiting.push(value as Holder);
    }
  }
  return places;
}
