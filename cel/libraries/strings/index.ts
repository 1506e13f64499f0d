/**
 * The strings library. Functions and ids: cel-go ext/strings.go. Prices: k8s.io/apiserver/pkg/cel/library/cost.go.
 */
import { fn, type FunctionDeclaration, type Library, method, type Overload } from '../../library.ts';
import { DYN, INT, listOf, STRING } from '../../types.ts';
import type { CelValue } from '../../values.ts';
import { flat, TRAVERSAL, traversalCost, walk } from '../shared/cost.ts';
import { join, joinedLength, lowerAscii, replace, replacedLength, reverse, split, trim, upperAscii } from './edit.ts';
import { type Clauses, formatText } from './format.ts';
import { KUBERNETES_CLAUSES } from './format-kubernetes.ts';
import { SPEC_CLAUSES } from './format-spec.ts';
import { quote } from './quote.ts';
import { charAt, indexOf, lastIndexOf, substring } from './search.ts';

type Int = number | bigint;
type Args = readonly CelValue[];

const STRINGS = listOf(STRING);
const once = (args: Args): number => walk(args[0]);
const twice = (args: Args): number => walk(args[0], 2);
const searched = (args: Args): number => traversalCost(args[0] as CelValue);

/** Twice the input as upstream, or the result where that is more: replacing can grow a text without limit. */
const replaced = (args: Args): number => Math.max(twice(args), Math.ceil(
  replacedLength(args[0] as string, args[1] as string, args[2] as string, args[3] as Int | undefined) * TRAVERSAL));

const joined = (args: Args): number =>
  Math.ceil(joinedLength(args[0] as readonly CelValue[], (args[1] ?? '') as string) * 2 * TRAVERSAL);

/** Upstream charges 1, and walks the text. */
const indexed = (args: Args): number => flat(1, walk(args[0]));

/** Upstream charges for the format string alone, and walks the arguments. */
const formatted = (args: Args): number => flat(walk(args[0]), traversalCost(args[1] as CelValue));

const declare = (name: string, ...overloads: Overload[]): FunctionDeclaration => ({ name, overloads });

const COMMON: readonly FunctionDeclaration[] = [
  declare('charAt', method('string_char_at_int', [STRING, INT], STRING, (s, i) => charAt(s as string, i as Int), indexed)),
  declare('indexOf',
    method('string_index_of_string', [STRING, STRING], INT, (s, p) => indexOf(s as string, p as string), searched),
    method('string_index_of_string_int', [STRING, STRING, INT], INT, (s, p, i) => indexOf(s as string, p as string, i as Int), searched)),
  declare('lastIndexOf',
    method('string_last_index_of_string', [STRING, STRING], INT, (s, p) => lastIndexOf(s as string, p as string), searched),
    method('string_last_index_of_string_int', [STRING, STRING, INT], INT,
      (s, p, i) => lastIndexOf(s as string, p as string, i as Int), searched)),
  declare('lowerAscii', method('string_lower_ascii', [STRING], STRING, (s) => lowerAscii(s as string), once)),
  declare('upperAscii', method('string_upper_ascii', [STRING], STRING, (s) => upperAscii(s as string), once)),
  declare('trim', method('string_trim', [STRING], STRING, (s) => trim(s as string), once)),
  declare('replace',
    method('string_replace_string_string', [STRING, STRING, STRING], STRING,
      (s, p, by) => replace(s as string, p as string, by as string), replaced),
    method('string_replace_string_string_int', [STRING, STRING, STRING, INT], STRING,
      (s, p, by, n) => replace(s as string, p as string, by as string, n as Int), replaced)),
  declare('split',
    method('string_split_string', [STRING, STRING], STRINGS, (s, p) => split(s as string, p as string), twice),
    method('string_split_string_int', [STRING, STRING, INT], STRINGS, (s, p, n) => split(s as string, p as string, n as Int), twice)),
  declare('substring',
    method('string_substring_int', [STRING, INT], STRING, (s, i) => substring(s as string, i as Int), once),
    method('string_substring_int_int', [STRING, INT, INT], STRING, (s, i, j) => substring(s as string, i as Int, j as Int), once)),
  declare('join',
    method('list_join', [STRINGS], STRING, (l) => join(l as readonly CelValue[]), joined),
    method('list_join_string', [STRINGS, STRING], STRING, (l, s) => join(l as readonly CelValue[], s as string), joined)),
  declare('strings.quote', fn('strings_quote', [STRING], STRING, (s) => quote(s as string), once)),
];

const format = (clauses: Clauses): FunctionDeclaration => declare('format',
  method('string_format', [STRING, listOf(DYN)], STRING, (s, args) => formatText(s as string, args as readonly CelValue[], clauses), formatted));

/** As the API server has it: version 2. */
export const kubernetesStrings: Library = { name: 'strings', functions: [...COMMON, format(KUBERNETES_CLAUSES)] };

/** `reverse` of strings, which the API server does not have. */
export const reverseLibrary: Library = {
  name: 'strings.reverse',
  functions: [declare('reverse', method('string_reverse', [STRING], STRING, (s) => reverse(s as string), once))],
};

/** As the CEL specification has it: version 4, with {@link reverseLibrary}. */
export const specStrings: Library = {
  name: 'cel.lib.ext.strings',
  functions: [...COMMON, format(SPEC_CLAUSES), ...reverseLibrary.functions],
};
