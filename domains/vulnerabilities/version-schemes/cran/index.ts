/**
 * R packages: numbers separated by `.` or `-`; a version with more numbers is newer.
 * Rule: "Writing R Extensions" 1.1.1 (Version), and R's package_version / numeric_version.
 */
import { checked, type VersionScheme } from '../shared/scheme.ts';
import { compareNumberLists, numberListProblem } from '../shared/number-list.ts';

export const scheme: VersionScheme = {
  id: 'cran',
  ecosystems: ['CRAN', 'Bioconductor'],
  aliases: ['r'],
  ...checked('CRAN', (version) => numberListProblem(version, '.-'), compareNumberLists),
};
