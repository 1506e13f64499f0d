/**
 * Haskell packages: numbers separated by dots; a version with more numbers is newer.
 * Rule: Haskell Package Versioning Policy (https://pvp.haskell.org) and Data.Version.
 */
import { checked, type VersionScheme } from '../shared/scheme.ts';
import { compareNumberLists, numberListProblem } from '../shared/number-list.ts';

export const scheme: VersionScheme = {
  id: 'hackage',
  ecosystems: ['Hackage', 'GHC'],
  aliases: ['haskell'],
  ...checked('Hackage', (version) => numberListProblem(version, '.'), compareNumberLists),
};
