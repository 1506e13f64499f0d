/** What others use of this domain. */
export { buildDatabase, type DatabaseSources } from './build.ts';
export { cvssScore, severityOfScore } from './cvss/index.ts';
export { canonicalEcosystem, canonicalName } from './ecosystems.ts';
export type { AdvisoryDatabase, AdvisoryTexts } from './index-format/database.ts';
export type { DatabaseCounts, DigestTool } from './index-format/layout.ts';
export { type DatabaseSource, openDatabase, verifyDatabase } from './index-format/open.ts';
export { type MatchedPackage, matchPackages, type MatchResult, type NotJudged } from './match/index.ts';
export { type AdvisoryChanges, changedAdvisories, compareAdvisories } from './rematch/changes.ts';
export { ConcernedPackages } from './rematch/concerned.ts';
export { compareVersions, ECOSYSTEM_NAMES, InvalidVersion, schemeOf } from './version-schemes/registry.ts';
export { applyVex } from './vex.ts';
