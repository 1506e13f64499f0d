/** Everything about posture that the control plane answers. */
import { loadContent } from '#adapters/content/index.ts';
import { createClusterSource } from '#adapters/kubernetes/index.ts';
import { parseManifestText } from '#adapters/manifests/index.ts';
import type { Database } from '#adapters/storage/database.ts';
import { createPostureStore } from '#adapters/storage/posture/index.ts';
import { openSealer } from '#adapters/storage/sealing.ts';
import type { ChangeFeed } from '#core/ports/changes.ts';
import { buildCatalog } from '#domains/hardening/index.ts';
import { type Engine, hardeningEngine, type Log, Posture, type PostureOptions } from '#pipeline/index.ts';
import type { Handlers, PostureRoute } from '../handler.ts';
import type { PostureParts } from './context.ts';
import { decisionHandlers } from './decisions.ts';
import { environmentHandlers } from './environments.ts';
import { inventoryHandlers } from './inventory.ts';
import { overviewHandlers } from './overview.ts';
import { policyHandlers } from './policies.ts';
import { recommendationHandlers } from './recommendations.ts';

/** One handler for each route of posture. */
export function createPostureHandlers(parts: PostureParts): Handlers<PostureRoute> {
  return { ...overviewHandlers(parts), ...recommendationHandlers(parts), ...environmentHandlers(parts), ...inventoryHandlers(parts), ...policyHandlers(parts), ...decisionHandlers(parts) };
}

export interface PostureWiring extends Pick<PostureOptions, 'images' | 'exemptionsChanged'> {
  readonly database: Database;
  readonly feed: ChangeFeed;
  /** Of the product: other versions may come to other results. */
  readonly version: string;
  readonly log: Log;
  /** Puts something around the engine, such as a clock. */
  readonly around?: (engine: Engine) => Engine;
}

/** Posture over the database of the product, its own policies and real clusters. `start()` it, and `stop()` it before the database is closed. */
export async function openPosture({ database, feed, version, log, around = (engine) => engine, ...hooks }: PostureWiring): Promise<Posture> {
  const content = await loadContent();
  const catalog = buildCatalog(content.folders, content.initiatives);
  const problems = [...content.problems, ...catalog.problems];
  for (const { message } of problems) log('warn', message);
  return new Posture({
    ...hooks, store: createPostureStore(database, openSealer(database.dataDir)), engine: around(hardeningEngine({ ...catalog, problems }, version)), feed, log,
    openCluster: (config) => createClusterSource({ kubeconfig: config.kubeconfig, ...(config.context === undefined ? {} : { context: config.context }), log: (line) => log('warn', line) }),
    parseManifest: parseManifestText,
  });
}
