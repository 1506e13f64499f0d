/** `find` and `findAll`. Source: k8s.io/apiserver/pkg/cel/library/regex.go and cost.go. */
import { type Library, method } from '../../library.ts';
import { INT, listOf, STRING } from '../../types.ts';
import type { CelValue } from '../../values.ts';
import { regexCost } from '../shared/cost.ts';
import { findMatches } from '../shared/regex.ts';

/** The first match, the empty string where there is none. */
export function find(text: string, pattern: string): string {
  const [match] = findMatches(text, pattern, 1);
  return match === undefined ? '' : text.slice(match[0], match[1]);
}

/** All matches, at most `limit` (negative: all). */
export const findAll = (text: string, pattern: string, limit: number | bigint = -1): string[] =>
  findMatches(text, pattern, Number(limit)).map(([start, end]) => text.slice(start, end));

const cost = ([text, pattern]: readonly CelValue[]): number => regexCost(text, pattern);

export const kubernetesRegex: Library = {
  name: 'kubernetes.regex',
  functions: [
    { name: 'find', overloads: [method('string_find_string', [STRING, STRING], STRING, (text, pattern) => find(text as string, pattern as string), cost)] },
    {
      name: 'findAll',
      overloads: [
        method('string_find_all_string', [STRING, STRING], listOf(STRING), (text, pattern) => findAll(text as string, pattern as string), cost),
        method('string_find_all_string_int', [STRING, STRING, INT], listOf(STRING),
          (text, pattern, limit) => findAll(text as string, pattern as string, limit as number | bigint), cost),
      ],
    },
  ],
};
