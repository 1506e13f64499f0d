/**
 * Advisories against versions (vuln/osv-match): is this version of this package affected by this advisory? Through the
 * whole way: the records are read, written as a database, and looked up there.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '#adapters/advisories/database/index.ts';
import { readOsv } from '#adapters/advisories/osv/index.ts';
import { DatabaseBuilder } from '#domains/vulnerabilities/index-format/builder.ts';
import type { AdvisoryDatabase } from '#domains/vulnerabilities/index-format/database.ts';
import { encodeDatabase } from '#domains/vulnerabilities/index-format/encode.ts';
import { openDatabase } from '#domains/vulnerabilities/index-format/open.ts';
import { matchOne } from '#domains/vulnerabilities/match/index.ts';
import type { ConformanceResult } from './run.ts';

interface Row { readonly id: string; readonly inline: { readonly advisory: string; readonly ecosystem: string; readonly package: string; readonly version: string }; readonly expect: { readonly affected: boolean } }

export async function run(corpora: string): Promise<ConformanceResult> {
  const database = await databaseOf(join(corpora, 'advisories'));
  const rows = readFileSync(join(corpora, 'vuln/osv-match/index.jsonl'), 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Row);
  const exceptions = JSON.parse(readFileSync(join(import.meta.dirname, 'osv-match.exceptions.json'), 'utf8')) as Record<string, string>;
  const failed: { id: string; reason: string }[] = [], notApplicable: { id: string; reason: string }[] = [];
  for (const { id, inline, expect } of rows) {
    const exception = exceptions[id];
    if (exception !== undefined) { notApplicable.push({ id, reason: exception }); continue; }
    const reasons: string[] = [];
    const matches = matchOne(database, { ecosystem: inline.ecosystem, name: inline.package, version: inline.version }, (reason) => reasons.push(reason));
    const affected = matches.some(({ evidence }) => evidence.record === inline.advisory);
    if (affected !== expect.affected) failed.push({ id, reason: `${affected ? 'affected' : 'not affected'}, expected ${expect.affected ? 'affected' : 'not affected'}${reasons.map((reason) => `; ${reason}`).join('')}` });
  }
  return { name: 'osv-match', total: rows.length, passed: rows.length - failed.length - notApplicable.length, failed, notApplicable };
}

/** The database of all OSV files of a directory, in memory. */
export async function databaseOf(directory: string): Promise<AdvisoryDatabase> {
  const builder = new DatabaseBuilder();
  for (const file of readdirSync(directory).filter((name) => name.startsWith('osv-')).sort()) {
    const path = join(directory, file);
    for await (const advisory of readOsv(path, ({ where, message }) => { throw new Error(`${where}: ${message}`); })) builder.add(advisory);
  }
  const bytes = new Uint8Array(Buffer.concat(encodeDatabase(builder, { sha256 })));
  return openDatabase({ name: directory, size: bytes.length, read: (offset, length) => bytes.slice(offset, offset + length) }, { sha256 });
}
