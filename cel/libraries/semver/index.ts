/** Semantic versions. Source: k8s.io/apiserver/pkg/cel/library/semverlib.go (version 1, with `normalize`) and cost.go. */
import { fn, type FunctionDeclaration, type Library, method, type Overload } from '../../library.ts';
import { BOOL, INT, opaque, STRING } from '../../types.ts';
import { CelError, type CelValue, int } from '../../values.ts';
import { walk } from '../shared/cost.ts';
import { compareSemver, parseNormalized, parseSemver, type Semver } from './version.ts';

export const SEMVER_TYPE = opaque('kubernetes.Semver');

const parse = (text: CelValue, normalize: CelValue = false): Semver =>
  normalize === true ? parseNormalized(text as string) : parseSemver(text as string);

function isSemver(text: CelValue, normalize?: CelValue): boolean {
  try {
    parse(text, normalize);
    return true;
  } catch (error) {
    if (error instanceof CelError) return false;
    throw error;
  }
}

/** Upstream converts the uint64 to int64 without a check. */
const asInt = (value: bigint): number | bigint => int(BigInt.asIntN(64, value));
const compare = (a: CelValue, b: CelValue): number => compareSemver(a as Semver, b as Semver);
const once = (args: readonly CelValue[]): number => walk(args[0]);
const declare = (name: string, ...overloads: Overload[]): FunctionDeclaration => ({ name, overloads });
const V = SEMVER_TYPE;

export const semverLibrary: Library = {
  name: 'kubernetes.Semver',
  functions: [
    declare('semver',
      fn('string_to_semver', [STRING], V, (text) => parse(text as CelValue), once),
      fn('string_bool_to_semver', [STRING, BOOL], V, (text, normalize) => parse(text as CelValue, normalize), once)),
    declare('isSemver',
      fn('is_semver_string', [STRING], BOOL, (text) => isSemver(text as CelValue), once),
      fn('is_semver_string_bool', [STRING, BOOL], BOOL, (text, normalize) => isSemver(text as CelValue, normalize), once)),
    declare('major', method('semver_major', [V], INT, (v) => asInt((v as Semver).major))),
    declare('minor', method('semver_minor', [V], INT, (v) => asInt((v as Semver).minor))),
    declare('patch', method('semver_patch', [V], INT, (v) => asInt((v as Semver).patch))),
    declare('isGreaterThan', method('semver_is_greater_than', [V, V], BOOL, (a, b) => compare(a as CelValue, b as CelValue) > 0)),
    declare('isLessThan', method('semver_is_less_than', [V, V], BOOL, (a, b) => compare(a as CelValue, b as CelValue) < 0)),
    declare('compareTo', method('semver_compare_to', [V, V], INT, (a, b) => compare(a as CelValue, b as CelValue))),
  ],
};
