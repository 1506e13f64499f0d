/** Python's core metadata: https://packaging.python.org/specifications/core-metadata/. */
import { damaged } from './damaged.ts';
import type { Entry } from './guard.ts';
import { stanzas } from './text.ts';

const FIELDS: ReadonlySet<string> = new Set(['name', 'version', 'license', 'license-expression']);

/** The package that METADATA, PKG-INFO or an .egg-info file describes: its first stanza. */
export function pythonEntry(text: string): Entry {
  const [metadata] = stanzas(text, { only: FIELDS });
  const [name, version] = [metadata?.get('name') ?? '', metadata?.get('version') ?? ''];
  if (name === '' || version === '') damaged('the metadata has no name or no version');
  const license = (metadata!.get('license-expression') ?? metadata!.get('license') ?? '').split('\n', 1)[0]!;
  return { name, version, ...(license === '' || license === 'UNKNOWN' || license.length > 200 ? {} : { licenses: [license] }) };
}
