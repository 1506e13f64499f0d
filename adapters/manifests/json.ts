/** One JSON value, within bounds, with the digits of large integers kept. */
import { messageOf } from '#core/result.ts';
import { tooDeep } from './bounds.ts';
import type { Parsed } from './yaml.ts';
import { exactInteger } from './yaml-schema.ts';

const LONG_NUMBER = /\d{16}/;
const POSITION = / in JSON at position (\d+)/;

/** Node passes the source text of a number as third argument (TC39 "JSON.parse source text access"). */
function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || context?.source === undefined) return value;
  return /^-?\d{1,20}$/.test(context.source) ? exactInteger(BigInt(context.source)) : value;
}

/** Of two members with one name the last counts, as in the API server. Never throws. */
export function parseJson(text: string): Parsed {
  try {
    const value: unknown = LONG_NUMBER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
    const excess = tooDeep(value);
    return excess === null ? { ok: true, values: [value] } : { ok: false, reason: excess, line: 0 };
  } catch (error) {
    const message = messageOf(error);
    const position = POSITION.exec(message)?.[1];
    // The message may go on with a piece of the text, which may be a secret.
    const reason = message.replace(/,? "[\s\S]*|\.\.\.[\s\S]*| in JSON at position [\s\S]*/, '');
    return { ok: false, reason, line: position === undefined ? 0 : text.slice(0, Number(position)).split('\n').length - 1 };
  }
}
