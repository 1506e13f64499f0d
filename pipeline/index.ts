/** The order of things: collect, evaluate, reconcile, publish. */
export { type Engine, hardeningEngine } from './engine.ts';
export type { Log } from './environment.ts';
export { createChangeFeed } from './feed.ts';
export { artifactOf, type Inspection, inspectionOf } from './images/inspect.ts';
export { Posture, type PostureOptions } from './posture.ts';
export { scoreOf } from './publish.ts';
export { redact } from './strip.ts';
