import type { Entry } from './guard.ts';
import { list, own, string } from './structured.ts';

/** One package of Composer. Versions are tags, of which Packagist compares those without the leading `v`. */
export function composerEntry(item: unknown, development: boolean): Entry {
  const licenses = own(item, 'license');
  return {
    name: string(own(item, 'name')), version: string(own(item, 'version')),
    licenses: typeof licenses === 'string' ? [licenses] : list(licenses).map(string),
    ...(development ? { development } : {}),
  };
}
