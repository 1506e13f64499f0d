/** The order of things: collect, evaluate, reconcile, publish. */
export type { ClusterConfig, OpenCluster } from './cluster-environment.ts';
export { type Engine, hardeningEngine } from './engine.ts';
export type { Log } from './environment.ts';
export { createChangeFeed } from './feed.ts';
export type { ManifestFile, ManifestItem, ParseManifest } from './manifests.ts';
export { type EnvironmentChange, Posture, type PostureOptions } from './posture.ts';
export { scoreOf } from './publish.ts';
export { redact } from './strip.ts';
