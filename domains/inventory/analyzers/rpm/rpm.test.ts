import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { FileContent } from '#core/packages.ts';
import { berkeley, header, ndb, type RpmPackage } from '../testing/rpm.ts';
import { fileOf, tools } from '../testing/tools.ts';
import { analyzer } from './index.ts';

const PACKAGES: readonly RpmPackage[] = [
  { name: 'harbor-libs', version: '1.2', release: '3.el9', epoch: 2, sourceRpm: 'harbor-1.2-3.el9.src.rpm', files: [['/usr/lib64/', 'libharbor.so'], ['/etc/', 'harbor.conf']] },
  { name: 'large', version: '4.0', release: '1', padding: 20_000 },
  { name: 'gpg-pubkey', version: 'aa', release: 'bb' },
];
const HEADERS = PACKAGES.map(header);
const EXPECTED = [
  'harbor-libs 2:1.2-3.el9 pkg:rpm/harbor-libs@1.2-3.el9?arch=x86_64&epoch=2&upstream=harbor-1.2-3.el9.src.rpm harbor 2:1.2-3.el9',
  'large 4.0-1 pkg:rpm/large@4.0-1?arch=x86_64 large 4.0-1',
];

const analyze = (files: Record<string, Uint8Array>) => analyzer.scope === 'tree'
  ? analyzer.analyze(new Map<string, FileContent>(Object.entries(files).map(([path, bytes]) => [path, fileOf(path, bytes)])), tools) : expect.fail('looks at trees');
const names = (files: Record<string, Uint8Array>): string[] => analyze(files).packages.map(({ name, version, purl, source }) => `${name} ${version} ${purl} ${source!.name} ${source!.version}`).sort();

/** A database as rpm makes it; with `open`, as it lies on the disk while a writer has not yet emptied its log. */
function sqlite(headers: readonly Uint8Array[], open: boolean): Record<string, Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'rpm-'));
  try {
    const path = join(folder, 'rpmdb.sqlite');
    const db = new DatabaseSync(path);
    db.exec(`PRAGMA journal_mode = WAL; CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL); CREATE TABLE 'Name' (key TEXT, hnum INTEGER)`);
    const insert = db.prepare('INSERT INTO Packages (blob) VALUES (?)');
    for (const one of headers) insert.run(one);
    const found = { 'var/lib/rpm/rpmdb.sqlite': new Uint8Array(readFileSync(path)), ...(open ? { 'var/lib/rpm/rpmdb.sqlite-wal': new Uint8Array(readFileSync(`${path}-wal`)) } : {}) };
    db.close();
    return open ? found : { 'var/lib/rpm/rpmdb.sqlite': new Uint8Array(readFileSync(path)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('found', () => {
  test('SQLite', () => { expect(names(sqlite(HEADERS, false))).toEqual(EXPECTED); });
  test('SQLite with what only its write-ahead log holds', () => { expect(names(sqlite(HEADERS, true))).toEqual(EXPECTED); });
  test('SQLite with inner pages', () => {
    const many = Array.from({ length: 3000 }, (_, i) => header({ name: `p${i}`, version: '1', release: '1', padding: i % 7 === 0 ? 5000 : 100 }));
    expect(names(sqlite(many, false))).toHaveLength(3000);
  });
  test('ndb', () => { expect(names({ 'usr/lib/sysimage/rpm/Packages.db': ndb(HEADERS) })).toEqual(EXPECTED); });
  test.each([true, false])('Berkeley DB, little-endian %s', (little) => { expect(names({ 'var/lib/rpm/Packages': berkeley(HEADERS, little) })).toEqual(EXPECTED); });
  test('the files of its packages', () => { expect(analyze({ 'var/lib/rpm/Packages': berkeley(HEADERS) }).ownedFiles).toEqual(['usr/lib64/libharbor.so', 'etc/harbor.conf']); });
});

describe('quiet', () => {
  test('what is no database is said to be unread', () => {
    expect(analyze({ 'var/lib/rpm/Packages': new Uint8Array(600) }).notAssessed).toEqual([{ path: 'var/lib/rpm/Packages', reason: 'rpm: is no database of rpm: neither SQLite, ndb nor a Berkeley DB hash' }]);
  });
  test('a log without its database is said to be unread', () => {
    const found = sqlite(HEADERS, true);
    expect(analyze({ 'var/lib/rpm/rpmdb.sqlite-wal': found['var/lib/rpm/rpmdb.sqlite-wal']! }).notAssessed[0]!.reason).toBe('rpm: holds changes to rpmdb.sqlite, which is not beside it');
  });
  test.each([['SQLite', 'rpmdb.sqlite', sqlite(HEADERS, false)['var/lib/rpm/rpmdb.sqlite']!], ['ndb', 'Packages.db', ndb(HEADERS)], ['Berkeley DB', 'Packages', berkeley(HEADERS)]] as const)('a cut %s is said to be unread', (_, name, bytes) => {
    const result = analyze({ [`var/lib/rpm/${name}`]: bytes.subarray(0, bytes.length - 4096) });
    expect(result.notAssessed).toHaveLength(1);
  });
});
