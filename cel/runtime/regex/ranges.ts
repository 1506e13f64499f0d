/** Sets of characters. */

/** Code points from..to, sorted, apart from each other. */
export type Ranges = readonly (readonly [from: number, to: number])[];

const LAST = 0x10ffff;

export function normalise(ranges: Ranges): Ranges {
  const out: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to); else out.push([from, to]);
  }
  return out;
}

export function invert(ranges: Ranges): Ranges {
  const out: [number, number][] = [];
  let next = 0;
  for (const [from, to] of normalise(ranges)) { if (from > next) out.push([next, from - 1]); next = to + 1; }
  if (next <= LAST) out.push([next, LAST]);
  return out;
}

export const CLASSES: Readonly<Record<string, Ranges>> = {
  d: [[48, 57]], w: [[48, 57], [65, 90], [95, 95], [97, 122]], s: [[9, 10], [12, 13], [32, 32]],
};
export const CONTROL: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, f: 12, v: 11, a: 7 };

/** The letters beyond ASCII that are k and s when case does not matter: Kelvin sign and long s. */
const FOLDED: Readonly<Record<string, number>> = { k: 0x212a, s: 0x17f };

/** Adds the other cases of ASCII letters; undefined for other characters, which are left to re2js when case does not matter. */
export function bothCases(ranges: Ranges): Ranges | undefined {
  const out: [number, number][] = [];
  for (const [from, to] of ranges) {
    if (to > 127) return undefined;
    out.push([from, to]);
    for (let c = from; c <= to; c++) {
      const letter = String.fromCharCode(c);
      if (/[A-Za-z]/.test(letter)) out.push([c ^ 32, c ^ 32]);
      const folded = FOLDED[letter.toLowerCase()];
      if (folded !== undefined) out.push([folded, folded]);
    }
  }
  return normalise(out);
}
