/** RegistryStore over the product's database. */
import type { RegistryStore } from '#core/ports/registries.ts';
import type { Database } from '../database.ts';
import type { Sealer } from '../sealing.ts';
import { connections } from './connections.ts';
import { hints } from './hints.ts';
import type { RegistryTables } from './tables.ts';
import { tags } from './tags.ts';

/** Every promise that changes something resolves after the commit is on disk. */
export function createRegistryStore(database: Pick<Database, 'read' | 'write'>, sealer: Sealer): RegistryStore {
  const read = database.read.withTables<RegistryTables>();
  const write = database.write.withTables<RegistryTables>();
  return { ...connections(read, write, sealer), ...tags(read, write), ...hints(read, write) };
}
