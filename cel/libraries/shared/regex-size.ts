/**
 * How large a pattern gets when it is compiled, before it is: `(a{100}){10}` is 12 characters and 1,000 instructions.
 * Compiling takes about a microsecond an instruction, which the price of a pattern by its length does not cover. That
 * has to be in the price whether or not the pattern is known already: what an expression costs may not depend on others.
 */

/**
 * About how many instructions a pattern has: one an atom, multiplied by its repeat counts. Never below what the
 * compiler makes of counted repeats, which is what the limit is for; invalid patterns get a number too.
 */
export function estimatedSize(pattern: string): number {
  const open: number[] = [];
  let total = 0;
  let last = 0;
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i] as string;
    const repeat = character === '{' ? REPEAT.exec(pattern.slice(i, i + 12)) : null;
    if (repeat !== null) {
      const times = copies(repeat);
      total += last * (times - 1);
      last *= times;
      i += repeat[0].length - 1;
    } else if (character === '(') {
      open.push(total);
      total = 0;
      last = 0;
    } else if (character === ')') {
      last = total + 2;
      total = (open.pop() ?? 0) + last;
    } else if (!'?*+'.includes(character)) {
      if (character === '\\') i++;
      else if (character === '[') i = endOfClass(pattern, i);
      last = 1;
      total += 1;
    }
  }
  return open.reduce((sum, size) => sum + size, total);
}

const REPEAT = /^\{(\d{1,4})(?:(,)(\d{0,4}))?\}/;

/** Instructions an instruction becomes by `{n}`, `{n,}` or `{n,m}`: an optional copy is two of them. */
function copies([, from, comma, to]: RegExpExecArray): number {
  const least = Number(from);
  if (comma === undefined) return Math.max(1, least);
  return Math.max(1, to === '' || to === undefined ? least + 1 : 2 * Number(to) - least);
}

function endOfClass(pattern: string, at: number): number {
  let i = at + 1;
  if (pattern[i] === '^') i++;
  if (pattern[i] === ']') i++;
  for (; i < pattern.length && pattern[i] !== ']'; i++) {
    if (pattern[i] === '\\') i++;
    else if (pattern.startsWith('[:', i)) {
      const end = pattern.indexOf(':]', i);
      if (end > 0) i = end + 1;
    }
  }
  return i;
}

/** What compiling costs on top of the usual price, in cost units: what counted repeats add to its length. */
export const compileCost = (pattern: string): number => Math.max(0, estimatedSize(pattern) - pattern.length);
