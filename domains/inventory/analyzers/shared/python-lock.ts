import type { Entry } from './guard.ts';
import { own, string } from './structured.ts';

/** One `[[package]]` of a Python lock in TOML: name, version, and the repository where it comes from one. */
export function lockEntry(item: unknown, url: string, commit: string, development = false): Entry {
  return {
    name: string(own(item, 'name')), version: string(own(item, 'version')),
    purl: { qualifiers: { vcs_url: url === '' ? undefined : `git+${url}${commit === '' ? '' : `@${commit}`}` } }, ...(development ? { development } : {}),
  };
}
