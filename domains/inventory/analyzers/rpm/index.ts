/**
 * RPM packages from all three forms of rpm's database: SQLite (with its write-ahead log), ndb, Berkeley DB hash. The
 * name of the file does not decide, its first bytes do.
 */
import type { FileContent } from '#core/packages.ts';
import { Damaged, damaged } from '../shared/damaged.ts';
import { type Entry, type Group, type Reading, treeAnalyzer } from '../shared/guard.ts';
import { baseName, endsIn } from '../shared/paths.ts';
import { berkeleyBlobs, isBerkeley } from './berkeley.ts';
import { type RpmHeader, readHeader } from './header.ts';
import { isNdb, ndbBlobs } from './ndb.ts';
import { isSqlite, tableBlobs } from './sqlite.ts';

const DATABASE = /(?:^|\/)(?:var\/lib\/rpm|usr\/lib\/sysimage\/rpm|usr\/share\/rpm)\/(?:rpmdb\.sqlite(?:-wal)?|Packages\.db|Packages)$/;
const ends = endsIn('elbs');

function blobs(bytes: Uint8Array, log: Uint8Array | undefined): Iterable<Uint8Array> {
  if (isSqlite(bytes)) return tableBlobs(bytes, log, 'Packages');
  if (isNdb(bytes)) return ndbBlobs(bytes);
  if (isBerkeley(bytes)) return berkeleyBlobs(bytes);
  return damaged('is no database of rpm: neither SQLite, ndb nor a Berkeley DB hash');
}

/** `name-version-release.src.rpm`: the name may hold hyphens, version and release may not. */
function sourceOf(header: RpmHeader): Entry['source'] {
  const match = /^(.+)-([^-]+)-([^-]+)\.(?:no)?src\.rpm$/.exec(header.sourceRpm);
  if (match === null) return { name: header.name, version: header.version };
  return { name: match[1]!, version: `${header.epoch === 0 ? '' : `${header.epoch}:`}${match[2]}-${match[3]}` };
}

function entry(header: RpmHeader): Entry {
  const epoch = header.epoch === 0 ? undefined : String(header.epoch);
  return {
    name: header.name, version: header.version, architecture: header.architecture, licenses: [header.license], source: sourceOf(header)!,
    purl: {
      version: epoch === undefined ? header.version : header.version.slice(epoch.length + 1),
      qualifiers: { arch: header.architecture, epoch, upstream: header.sourceRpm, rpmmod: header.modularity },
    },
  };
}

function read(bytes: Uint8Array, log: Uint8Array | undefined): Reading {
  const entries: Entry[] = [];
  const ownedFiles: string[] = [];
  const problems: { reason: string }[] = [];
  let left = 2 * (bytes.length + (log?.length ?? 0));
  for (const blob of blobs(bytes, log)) {
    if ((left -= blob.length) < 0) damaged('its packages are larger than itself: they overlap');
    try {
      const header = readHeader(blob);
      if (header === undefined) continue;
      entries.push(entry(header));
      for (const file of header.files) ownedFiles.push(file);
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      problems.push({ reason: error.message });
    }
  }
  return { entries, ownedFiles, problems };
}

function* groups(files: ReadonlyMap<string, FileContent>): Generator<Group> {
  for (const [path, file] of files) {
    if (!path.endsWith('-wal')) yield { path, read: () => read(file.bytes, files.get(`${path}-wal`)?.bytes) };
    else if (!files.has(path.slice(0, -4))) yield { path, read: () => (file.bytes.length === 0 ? { entries: [] } : damaged(`holds changes to ${baseName(path).slice(0, -4)}, which is not beside it`)) };
  }
}

export const analyzer = treeAnalyzer(
  { id: 'rpm', evidence: 'installed', purlType: 'rpm', maxBytes: 256 * 1024 * 1024, wants: (path) => (ends(path) && DATABASE.test(path) ? 'content' : false) },
  groups,
);
