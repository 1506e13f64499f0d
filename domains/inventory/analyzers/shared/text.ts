/** Readers of line-based formats. */
import { damaged } from './damaged.ts';

/** Lines of one file, where each may be a package. The largest lock files known have a tenth of it. */
const MAX_LINES = 500_000;
/** Lines of databases of packages, which have several for each package or file. */
export const MANY_LINES = 1_500_000;

/** Lines without their ends; \n and \r\n. More than `most` are damage. */
export function* lines(text: string, most = MAX_LINES): Generator<string> {
  let from = 0;
  let count = 0;
  while (from < text.length) {
    if ((count += 1) > most) damaged(`has more than ${most} lines`);
    let to = text.indexOf('\n', from);
    if (to < 0) to = text.length;
    yield text[to - 1] === '\r' && to > from ? text.slice(from, to - 1) : text.slice(from, to);
    from = to + 1;
  }
}

/** A stanza of `Key: value` lines; keys in lower case, the first of repeated keys counts. */
export type Stanza = ReadonlyMap<string, string>;

/**
 * Stanzas of deb822 (https://manpages.debian.org/deb822) and of Python's metadata: fields, continuation lines that
 * begin with a blank, stanzas apart by empty lines. `strict` refuses lines that are neither.
 */
export function* stanzas(text: string, options: { strict?: boolean; only?: ReadonlySet<string> } = {}): Generator<Stanza> {
  let stanza = new Map<string, string>();
  let current: string | undefined;
  let number = 0;
  for (const line of lines(text, MANY_LINES)) {
    number += 1;
    if (line.trim() === '') {
      if (stanza.size > 0) yield stanza;
      stanza = new Map();
      current = undefined;
      continue;
    }
    const first = line[0];
    if (first === ' ' || first === '\t') {
      if (current !== undefined) stanza.set(current, `${stanza.get(current)}\n${line.trim()}`);
      continue;
    }
    if (first === '#') continue;
    const colon = line.indexOf(':');
    if (colon <= 0) {
      if (options.strict) damaged(`line ${number} is not a field`);
      current = undefined;
      continue;
    }
    const key = line.slice(0, colon).toLowerCase();
    current = undefined;
    if ((options.only !== undefined && !options.only.has(key)) || stanza.has(key)) continue;
    current = key;
    stanza.set(key, line.slice(colon + 1).trim());
  }
  if (stanza.size > 0) yield stanza;
}
