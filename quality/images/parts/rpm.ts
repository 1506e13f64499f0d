/**
 * Packages made with rpmbuild and installed by rpm into a root of their own, with the database in each of its three
 * formats. rpm in Debian writes only SQLite; the other two get the same headers: Berkeley DB from Berkeley DB's own
 * loader, ndb (SUSE) from the writer beside this file.
 */
import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type FilledLayer, type Part, sorted } from '../part.ts';
import { run } from '../run.ts';
import { berkeleyDump } from './rpm-berkeley.ts';
import { ndbFile } from './rpm-ndb.ts';
import { type RpmSource, SOURCES, specOf } from './rpm-sources.ts';

const BASE = ['--dbpath', '/var/lib/rpm', '--define', '_db_backend sqlite'];
const QUERY = '%{NAME} %|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}\\n';

async function build(source: RpmSource, work: string): Promise<void> {
  const spec = join(work, `${source.name}-${source.version}.spec`);
  await writeFile(spec, specOf(source));
  const macros = Object.entries({ _topdir: join(work, 'build'), _buildhost: 'builder.shop.example', use_source_date_epoch_as_buildtime: '1', clamp_mtime_to_source_date_epoch: '1', _rpmfilename: '%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm' });
  await run('rpmbuild', ['-bb', '--quiet', '--target', source.arch ?? 'x86_64', ...macros.flatMap(([name, value]) => ['--define', `${name} ${value}`]), spec]);
}

/** A root in which rpm installed everything, and what it lists. */
async function install(work: string): Promise<{ readonly root: string; readonly listed: readonly string[] }> {
  const root = join(work, 'root'), built = join(work, 'build/RPMS');
  await mkdir(join(root, 'var/lib/rpm'), { recursive: true });
  for (const source of SOURCES) await build(source, work);
  const rpm = ['--root', root, ...BASE];
  await run('rpm', [...rpm, '--import', join(import.meta.dirname, '../content/rpm/key.asc')]);
  await run('rpm', [...rpm, '-i', '--force-debian', '--nodeps', '--noscripts', '--ignorearch', '--ignoreos', '--replacefiles', '--oldpackage', '--nosignature', ...(await readdir(built)).sort().map((file) => join(built, file))]);
  const listed = (await run('rpm', [...rpm, '-qa', '--qf', QUERY])).trim().split('\n');
  return { root, listed: sorted(listed.map((line) => line.replace(' 0:', ' '))) };
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
    const { root, listed } = await install(work);
    const headers = headersOf(join(root, 'var/lib/rpm/rpmdb.sqlite'));
    const layer = (name: string, folder: string, packing: FilledLayer['packing'], rpm: readonly string[]): FilledLayer => ({ name, root: folder, packing, truth: { rpm } });

    // The old form: rpm itself can still read it, and says what is in it.
    const berkeley = await copyWithout(root, join(work, 'berkeley')), dump = join(work, 'dump');
    await mkdir(join(berkeley, 'var/lib/rpm'));
    await writeFile(dump, berkeleyDump(headers));
    await run('db5.3_load', ['-f', dump, join(berkeley, 'var/lib/rpm/Packages')]);
    const old = await run('rpm', ['--dbpath', join(berkeley, 'var/lib/rpm'), '--define', '_db_backend bdb_ro', '-qa', '--qf', QUERY]);
    await rm(join(berkeley, 'var/lib/rpm/.rpm.lock'), { force: true });

    const ndb = await copyWithout(root, join(work, 'ndb')), home = join(ndb, 'usr/lib/sysimage/rpm');
    await mkdir(home, { recursive: true });
    await writeFile(join(home, 'Packages.db'), ndbFile(headers));
    await rename(join(root, 'var/lib/rpm'), join(work, 'database'));
    await mkdir(join(root, 'var/lib/rpm'));
    await cp(join(work, 'database/rpmdb.sqlite'), join(root, 'var/lib/rpm/rpmdb.sqlite'));
    return [
      layer('rpm-sqlite', root, 'gzip', listed), layer('rpm-ndb', ndb, 'zstd', listed),
      layer('rpm-berkeley', berkeley, 'none', sorted(old.trim().split('\n').map((line) => line.replace(' 0:', ' ')))),
    ];
  },
};
