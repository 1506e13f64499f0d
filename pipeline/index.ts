/** The order of things: collect, evaluate, reconcile, publish. */
export { type Engine, hardeningEngine } from './engine.ts';
export type { Log } from './environment.ts';
export { createChangeFeed } from './feed.ts';
export type { AdvisorySource, Statements } from './images/advisories.ts';
export { type Cover, exemptionOf } from './images/exempt.ts';
export { unmatchedReason } from './images/facts.ts';
export { Images } from './images/images.ts';
export { artifactOf, contentsOf, type Inspection, inspectionOf, MERGING } from './images/inspect.ts';
export { keyOfPackage } from './images/contents.ts';
export { type ImageEntry, type Match, type PackageEntry, Selection } from './images/entries.ts';
export type { ScanImage, ScanOutcome, ScanRequest } from './images/scan-job.ts';
export { noCounts, type Summary, summaryOf, total } from './images/summary.ts';
export { Posture, type PostureOptions } from './posture.ts';
export { scoreOf } from './publish.ts';
export { redact } from './strip.ts';
