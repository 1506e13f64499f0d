/** Everything about images that the control plane answers. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createImageStore } from '#adapters/storage/images/index.ts';
import type { Database } from '#adapters/storage/database.ts';
import type { ChangeFeed } from '#core/ports/changes.ts';
import type { PostureStore } from '#core/ports/posture.ts';
import type { RegistryAccess } from '#core/ports/registries.ts';
import { Images, type Log, type ScanImage } from '#pipeline/index.ts';
import type { Handlers, ImageRoute } from '../handler.ts';
import { eventHandlers } from './events.ts';
import { findingHandlers } from './findings.ts';
import { imageHandlers } from './images.ts';
import { createScan, toolsOf } from './scan.ts';
import { updateHandlers } from './updates.ts';
import type { ImageParts } from './view.ts';
import { vulnerabilityHandlers } from './vulnerabilities.ts';

/** One handler for each route of images. */
export function createImageHandlers(parts: ImageParts): Handlers<ImageRoute> {
  return { ...imageHandlers(parts), ...eventHandlers(parts), ...findingHandlers(parts), ...vulnerabilityHandlers(parts), ...updateHandlers(parts) };
}

export interface ImageWiring {
  readonly database: Database;
  readonly feed: ChangeFeed;
  readonly log: Log;
  readonly access: RegistryAccess;
  readonly posture: () => PostureStore;
  /** Checks that read images are to run again. */
  changed(environments: readonly string[] | null): void;
  /** Another way to read images, for tests. */
  readonly scan?: ScanImage;
}

/** Images over the database of the product and real registries. Layers of one image are read in parallel, so that few images at once keep all processors busy. `start()` it, and `stop()` it before the database is closed. */
export function openImages({ database, feed, log, access, posture, changed, scan }: ImageWiring): Promise<Images> {
  return Images.open({
    store: createImageStore(database), feed, log, access, changed, tools: toolsOf(), concurrency: Math.min(2, Math.max(1, Math.floor(availableParallelism() / 2))), scan: scan ?? createScan(database.dataDir, log),
    uses: (environment) => posture().imageUses(null, environment),
    environments: async () => (await posture().environments(null)).map(({ id }) => id),
    exemptions: () => posture().exemptions(null),
  });
}

/** Name of the database of advisories within the data directory. */
export const ADVISORIES = 'advisories.db';
/** `$BREAKWATER_ADVISORIES`, or beside the other data. */
export const advisoriesPath = (dataDir: string): string => process.env['BREAKWATER_ADVISORIES'] || join(dataDir, ADVISORIES);
