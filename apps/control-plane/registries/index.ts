/** Everything about registries that the control plane answers. */
import { createListing } from '#adapters/registries/oci/listing.ts';
import type { Database } from '#adapters/storage/database.ts';
import { createRegistryStore } from '#adapters/storage/registries/index.ts';
import { openSealer } from '#adapters/storage/sealing.ts';
import type { ChangeFeed } from '#core/ports/changes.ts';
import type { ImageIntake } from '#core/ports/images-store.ts';
import type { Log } from '#pipeline/index.ts';
import { Registries, type RegistriesOptions } from '#pipeline/registries/index.ts';

export { registryHandlers } from './handlers.ts';

export interface RegistryWiring extends Pick<RegistriesOptions, 'running' | 'accessChanged'> {
  readonly database: Database;
  readonly feed: ChangeFeed;
  readonly log: Log;
  /** What is found goes here. */
  readonly intake: ImageIntake;
}

/** Registries over the database of the product. `start()` it, and `stop()` it before the database is closed. */
export function openRegistries({ database, log, ...wiring }: RegistryWiring): Registries {
  return new Registries({ ...wiring, log, store: createRegistryStore(database, openSealer(database.dataDir)), openListing: createListing });
}
