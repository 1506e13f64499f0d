/** Databases for tests, in memory. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Advisory, AffectedPackage, AdvisoryEvent, ExploitPrediction, KnownExploited } from '#core/advisories.ts';
import { DatabaseBuilder } from '../index-format/builder.ts';
import type { AdvisoryDatabase } from '../index-format/database.ts';
import { encodeDatabase } from '../index-format/encode.ts';
import { type DatabaseSource, openDatabase } from '../index-format/open.ts';

export const tools = { sha256: (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest(), crc32 };

export function sourceOf(bytes: Uint8Array, name = 'test.db'): DatabaseSource {
  return { name, size: bytes.length, read: (offset, length) => {
    if (offset + length > bytes.length) throw new RangeError('beyond the end');
    return bytes.slice(offset, offset + length);
  } };
}

export function bytesOf(advisories: readonly Advisory[], kev: readonly KnownExploited[] = [], epss: readonly ExploitPrediction[] = []): Uint8Array {
  const builder = new DatabaseBuilder();
  for (const advisory of advisories) builder.add(advisory);
  for (const entry of kev) builder.addKnownExploited(entry);
  for (const entry of epss) builder.addPrediction(entry);
  return new Uint8Array(Buffer.concat(encodeDatabase(builder, tools)));
}

export const databaseOf = (...parts: Parameters<typeof bytesOf>): AdvisoryDatabase => openDatabase(sourceOf(bytesOf(...parts)), tools);

export const advisory = (id: string, affected: readonly AffectedPackage[], more: Partial<Advisory> = {}): Advisory =>
  ({ id, modified: 1000, published: 0, withdrawn: 0, aliases: [], upstream: [], related: [], summary: '', details: '', vectors: [], severity: null, references: [], affected, ...more });

/** Events as text: `introduced 0`, `fixed 1.2`. */
export function affects(ecosystem: string, name: string, events: readonly string[], more: Partial<AffectedPackage> & { readonly semver?: boolean } = {}): AffectedPackage {
  const { semver, ...rest } = more;
  const parsed = events.map((event) => { const [kind, version] = event.split(' '); return { kind, version } as AdvisoryEvent; });
  return { ecosystem, name, versions: [], gitRanges: 0, severity: null, ranges: events.length === 0 ? [] : [{ type: semver === true ? 'SEMVER' : 'ECOSYSTEM', events: parsed }], ...rest };
}
