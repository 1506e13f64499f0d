/** Bounded readers of JSON and JSON with comments, and safe ways to walk what they give. */
import { messageOf } from '#core/result.ts';
import { damaged } from './damaged.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject { readonly [key: string]: Json | undefined }

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
/** The value as an object; an empty one where it is something else. */
export const object = (value: unknown): JsonObject => (isObject(value) ? value : {});
export const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as Json[]) : []);
/** The value as text; '' where it is something else. A number is written as the file most likely had it. */
export const string = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');
/** Own entries only: a key `__proto__` of the file is an entry like any other. */
export const entries = (value: unknown): [string, Json][] => Object.entries(object(value)).filter((pair): pair is [string, Json] => pair[1] !== undefined);

/** A property that the object itself has: `constructor` of a file without it is undefined. */
export const own = (value: unknown, key: string): Json | undefined => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined);

/** Values in one document. A parser makes objects of them that take far more memory than the text; the largest lock files known have some hundred thousand. */
const MAX_VALUES = 1_000_000;
const SMALL = 1024 * 1024;

/** Refuses documents with more than `MAX_VALUES` values, before any of them is made. `separators`: what stands between or before values. */
export function boundValues(text: string, separators: string): void {
  if (text.length < SMALL) return;
  const separates = new Uint8Array(128);
  for (const each of separators) separates[each.charCodeAt(0)] = 1;
  let count = 0;
  for (let at = 0; at < text.length; at += 1) count += separates[text.charCodeAt(at)] ?? 0;
  if (count > MAX_VALUES) damaged(`has ${count} values, ${MAX_VALUES} are read`);
}

export function parseJson(text: string): Json {
  boundValues(text, ',[{');
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) as Json;
  } catch (error) {
    return damaged(`is not JSON: ${messageOf(error).slice(0, 200)}`);
  }
}

/** The JSON object that a file is; anything else is damage. */
export function parseJsonObject(text: string): JsonObject {
  const value = parseJson(text);
  return isObject(value) ? value : damaged('holds no JSON object');
}

/** Where the string that opens at `from` ends. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

/** JSON with comments and commas before a closing bracket, as Bun writes it (https://bun.sh/docs/install/lockfile). */
export function parseJsonc(text: string): JsonObject {
  const out: string[] = [];
  for (let at = 0; at < text.length;) {
    const c = text[at]!;
    if (c === '"') { const end = endOfString(text, at); out.push(text.slice(at, end)); at = end; continue; }
    if (c === '/' && text[at + 1] === '/') { const end = text.indexOf('\n', at); at = end < 0 ? text.length : end; continue; }
    if (c === '/' && text[at + 1] === '*') { const end = text.indexOf('*/', at + 2); at = end < 0 ? text.length : end + 2; continue; }
    at += 1;
    if (c === ' ' || c === '\n' || c === '\t' || c === '\r') continue;
    if ((c === '}' || c === ']') && out.at(-1) === ',') out.pop();
    out.push(c);
  }
  return parseJsonObject(out.join(''));
}
