/** Making maps. */
import { CelError, CelMap, type CelValue, isObject, mapKey } from '../values.ts';

/** Add an entry. @throws CelError where the key is there already, or cannot be a key. */
export function insert(map: CelMap, key: CelValue, value: CelValue): void {
  const canonical = mapKey(key);
  if (map.entries.has(canonical)) throw new CelError(`insert failed: key ${JSON.stringify(String(canonical))} already exists`);
  map.entries.set(canonical, [key, value]);
}

/** Add all entries of a map. @throws CelError as {@link insert} */
export function insertAll(map: CelMap, entries: CelValue): void {
  if (entries instanceof CelMap) for (const [key, value] of entries.entries.values()) insert(map, key, value);
  else if (isObject(entries)) for (const key of Object.keys(entries)) insert(map, key, entries[key] as CelValue);
  else throw new CelError('transformMapEntry needs a map for each entry');
}
