/** `regex.replace`, `regex.extract`, `regex.extractAll`. Source: cel-go ext/regex.go; the API server does not have them. */
import { fn, type Library } from '../../library.ts';
import { INT, listOf, optionalOf, STRING } from '../../types.ts';
import { CelError, type CelValue, Optional } from '../../values.ts';
import { regexCost } from '../shared/cost.ts';
import { compilePattern, findMatches, groupText, type Match } from '../shared/regex.ts';
import { checkLength } from '../shared/text.ts';

/**
 * The text with the first `limit` (negative: all) matches replaced; `\1` stands for a group, `\\` for a backslash.
 * @throws CelError for an invalid pattern or replacement, or a result too long.
 */
export function replace(text: string, pattern: string, by: string, limit: number | bigint = -1): string {
  if (Number(limit) === 0) return text;
  if (limit > 2 ** 31 - 1) throw new CelError('integer overflow');
  const groups = compilePattern(pattern).groupCount();
  const pieces: string[] = [];
  let length = text.length;
  let from = 0;
  for (const match of findMatches(text, pattern, Number(limit))) {
    const replacement = expand(text, match, by, groups);
    length += replacement.length;
    checkLength(length, 'regex.replace');
    pieces.push(text.slice(from, match[0]), replacement);
    from = match[1] as number;
  }
  return pieces.join('') + text.slice(from);
}

function expand(text: string, match: Match, by: string, groups: number): string {
  const invalid = (reason: string): CelError => new CelError(`invalid replacement string: '${by}' ${reason}`);
  return by.replace(/\\([\s\S]?)/gu, (_, next: string) => {
    if (next === '') throw invalid('\\ not allowed at end');
    if (next === '\\') return '\\';
    if (!/\d/.test(next)) throw invalid('\\ must be followed by a digit or \\');
    if (Number(next) > groups) throw new CelError(`replacement string references group ${next} but regex has only ${groups} group(s)`);
    return groupText(text, match, Number(next)) ?? '';
  });
}

/** The group that `extract` gives: the only one, or the whole match. @throws CelError for more than one group. */
function extractedGroup(pattern: string): 0 | 1 {
  const groups = compilePattern(pattern).groupCount();
  if (groups > 1) throw new CelError(`regular expression has more than one capturing group: "${pattern}"`);
  return groups === 1 ? 1 : 0;
}

/** The first match, or its group; none where there is no match or the group is empty. */
export function extract(text: string, pattern: string): Optional {
  const group = extractedGroup(pattern);
  const [match] = findMatches(text, pattern, 1);
  if (match === undefined) return Optional.NONE;
  const found = groupText(text, match, group) ?? '';
  return group === 1 && found === '' ? Optional.NONE : Optional.of(found);
}

/** All matches, or their groups without the empty ones. */
export function extractAll(text: string, pattern: string): string[] {
  const group = extractedGroup(pattern);
  const found = findMatches(text, pattern, -1).map((match) => groupText(text, match, group) ?? '');
  return group === 1 ? found.filter((part) => part !== '') : found;
}

const cost = ([text, pattern]: readonly CelValue[]): number => regexCost(text, pattern);

export const regexLibrary: Library = {
  name: 'cel.lib.ext.regex',
  functions: [
    {
      name: 'regex.replace',
      overloads: [
        fn('regex_replace_string_string_string', [STRING, STRING, STRING], STRING,
          (text, pattern, by) => replace(text as string, pattern as string, by as string), cost),
        fn('regex_replace_string_string_string_int', [STRING, STRING, STRING, INT], STRING,
          (text, pattern, by, limit) => replace(text as string, pattern as string, by as string, limit as number | bigint), cost),
      ],
    },
    {
      name: 'regex.extract',
      overloads: [fn('regex_extract_string_string', [STRING, STRING], optionalOf(STRING), (text, pattern) => extract(text as string, pattern as string), cost)],
    },
    {
      name: 'regex.extractAll',
      overloads: [fn('regex_extractAll_string_string', [STRING, STRING], listOf(STRING), (text, pattern) => extractAll(text as string, pattern as string), cost)],
    },
  ],
};
