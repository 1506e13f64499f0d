/** One process a data directory. The operating system lets go of the lock when a process dies, however it dies. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ProblemError } from '#core/result.ts';

export interface DirectoryLock { release(): void }

/**
 * Takes the lock of a data directory. Node has no `flock`; an SQLite file in an exclusive transaction holds the same kind
 * of lock. Throws ProblemError `data-dir-in-use`.
 */
export function lockDirectory(dataDir: string): DirectoryLock {
  const pidFile = join(dataDir, 'lock.pid');
  const db = new DatabaseSync(join(dataDir, 'lock'), { timeout: 0 });
  try {
    db.exec('PRAGMA journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    throw new ProblemError('data-dir-in-use', `data directory ${dataDir} is in use by another breakwater process${holder(pidFile)}: stop it or choose another directory`, { cause: error });
  }
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
  return { release: () => { db.exec('ROLLBACK'); db.close(); } };
}

function holder(pidFile: string): string {
  try {
    return ` (process ${readFileSync(pidFile, 'utf8').trim()})`;
  } catch {
    // The number only helps a person to find the process; the message is true without it.
    return '';
  }
}
