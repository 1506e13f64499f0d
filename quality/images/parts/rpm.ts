/**
 * Packages made with rpmbuild and installed by rpm into a root of their own, with the database in each of its three
 * formats (SQLite also with a part of it still in the log). rpm in Debian writes only SQLite; the other two get the same headers: Berkeley DB from Berkeley DB's own
 * loader, ndb (SUSE) from the writer beside this file.
 */
import { cp, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type FilledLayer, type Part, sorted } from '../part.ts';
import { run } from '../run.ts';
import { berkeleyDump } from './rpm-berkeley.ts';
import { ndbFile } from './rpm-ndb.ts';
import { type RpmSource, SOURCES, specOf } from './rpm-sources.ts';

const BASE = ['--dbpath', '/var/lib/rpm', '--define', '_db_backend sqlite'];
const DATABASE = 'var/lib/rpm/rpmdb.sqlite';
const QUERY = '%{NAME} %|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}\\n';

async function build(source: RpmSource, work: string): Promise<void> {
  const spec = join(work, `${source.name}-${source.version}.spec`);
  await writeFile(spec, specOf(source));
  const macros = Object.entries({ _topdir: join(work, 'build'), _buildhost: 'builder.shop.example', use_source_date_epoch_as_buildtime: '1', clamp_mtime_to_source_date_epoch: '1', _rpmfilename: '%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm' });
  await run('rpmbuild', ['-bb', '--quiet', '--target', source.arch ?? 'x86_64', ...macros.flatMap(([name, value]) => ['--define', `${name} ${value}`]), spec]);
}

const install = (root: string, files: readonly string[]): Promise<string> =>
  run('rpm', ['--root', root, ...BASE, '-i', '--force-debian', '--nodeps', '--noscripts', '--ignorearch', '--ignoreos', '--replacefiles', '--oldpackage', '--nosignature', ...files]);

/** What rpm lists. An epoch of zero is no epoch. */
async function list(options: readonly string[]): Promise<readonly string[]> {
  return sorted((await run('rpm', [...options, '-qa', '--qf', QUERY])).trim().split('\n').map((line) => line.replace(' 0:', ' ')));
}

/** A root in which rpm installed all packages but the last; `last` is that one. */
async function fillRoot(work: string): Promise<{ readonly root: string; readonly last: string }> {
  const root = join(work, 'root'), built = join(work, 'build/RPMS');
  await mkdir(join(root, 'var/lib/rpm'), { recursive: true });
  for (const source of SOURCES) await build(source, work);
  await run('rpm', ['--root', root, ...BASE, '--import', join(import.meta.dirname, '../content/rpm/key.asc')]);
  const files = (await readdir(built)).sort().map((file) => join(built, file));
  await install(root, files.slice(0, -1));
  return { root, last: files.at(-1)! };
}

/**
 * Installs one more while somebody else reads: SQLite then leaves it in the log beside the database, as it is found in
 * images whose build was cut off. The copy holds both; in the root it is then brought in.
 */
async function installIntoLog(root: string, file: string, copy: string): Promise<void> {
  const reader = new DatabaseSync(join(root, DATABASE), { readOnly: true });
  try {
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM Packages').get();
    await install(root, [file]);
    await cp(root, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  } finally {
    reader.close();
  }
  const writer = new DatabaseSync(join(root, DATABASE));
  writer.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  writer.close();
  for (const each of await readdir(join(copy, 'var/lib/rpm'))) if (!/^rpmdb\.sqlite(?:-wal)?$/.test(each)) await rm(join(copy, 'var/lib/rpm', each), { recursive: true });
  if ((await stat(join(copy, `${DATABASE}-wal`))).size === 0) throw new Error('rpm left nothing in the log of the database');
}

/** Headers as the database holds them, by number. */
function headersOf(file: string): ReadonlyMap<number, Buffer> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return new Map(database.prepare('SELECT hnum, blob FROM Packages ORDER BY hnum').all().map((row) => [Number(row['hnum']), Buffer.from(row['blob'] as Uint8Array)]));
  } finally {
    database.close();
  }
}

async function copyWithout(root: string, to: string): Promise<string> {
  await cp(root, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  await rm(join(to, 'var/lib/rpm'), { recursive: true });
  return to;
}

export const part: Part = {
  name: 'rpm',
  recipe: ['parts/rpm.ts', 'parts/rpm-berkeley.ts', 'parts/rpm-ndb.ts', 'parts/rpm-sources.ts', 'content/rpm'],
  async fill(work) {
    const { root, last } = await fillRoot(work), logged = join(work, 'logged');
    await installIntoLog(root, last, logged);
    const listed = await list(['--root', root, ...BASE]), headers = headersOf(join(root, DATABASE));
    const layer = (name: string, folder: string, packing: FilledLayer['packing'], rpm: readonly string[]): FilledLayer => ({ name, root: folder, packing, truth: { rpm } });

    // The old form: rpm itself can still read it, and says what is in it.
    const berkeley = await copyWithout(root, join(work, 'berkeley')), dump = join(work, 'dump'), home = join(berkeley, 'var/lib/rpm');
    await mkdir(home);
    await writeFile(dump, berkeleyDump(headers));
    await run('db5.3_load', ['-f', dump, join(home, 'Packages')]);
    const old = await list(['--dbpath', home, '--define', '_db_backend bdb_ro']);

    const ndb = await copyWithout(root, join(work, 'ndb'));
    await mkdir(join(ndb, 'usr/lib/sysimage/rpm'), { recursive: true });
    await writeFile(join(ndb, 'usr/lib/sysimage/rpm/Packages.db'), ndbFile(headers));
    for (const folder of [join(root, 'var/lib/rpm'), home]) for (const each of await readdir(folder)) if (!/^(?:rpmdb\.sqlite|Packages)$/.test(each)) await rm(join(folder, each), { recursive: true });
    return [layer('rpm-sqlite', root, 'gzip', listed), layer('rpm-sqlite-log', logged, 'gzip', listed), layer('rpm-ndb', ndb, 'zstd', listed), layer('rpm-berkeley', berkeley, 'none', old)];
  },
};
