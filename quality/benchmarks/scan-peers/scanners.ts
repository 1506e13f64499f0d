/** How each scanner is asked for the packages and vulnerabilities of an image. */
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Built } from '#quality/peers/build.ts';
import type { Databases } from '#quality/peers/databases.ts';
import { type Measured, measure } from './measure.ts';

export interface Scanner {
  readonly name: string;
  /** What its output tells: a CycloneDX document of packages, vulnerabilities in one or in grype's own form, or both. */
  readonly tells: readonly ('packages' | 'findings')[];
  /** Runs it. `cold`: without what it kept of earlier runs. */
  run(cold: boolean): Promise<Measured>;
  /** Whether it keeps anything at all, so that a warm run says something. */
  readonly keeps: boolean;
}

const ROOT = join(import.meta.dirname, '../../..');

/** Ours. `advisories`: null for packages alone. */
export function ours(image: string, folder: string, advisories: string | null): Scanner {
  const cache = join(folder, 'ours');
  return {
    name: 'breakwater', keeps: true, tells: ['packages', 'findings'],
    run: async (cold) => {
      if (cold) await rm(cache, { recursive: true, force: true });
      return await measure(join(ROOT, 'breakwater'), ['scan', `docker-archive:${image}`, '--format', 'cyclonedx', '--cache', cache, ...(advisories === null ? [] : ['--advisories', advisories])]);
    },
  };
}

/** grype finds packages with syft and does not list them in the output that has matches alone: syft is asked for them. */
export async function peer({ program, version, file }: Built, image: string, folder: string, databases: Databases): Promise<Scanner> {
  const name = `${program} ${version}`, cache = join(folder, program);
  if (program === 'syft') return { name, keeps: false, tells: ['packages'], run: async () => await measure(file, ['scan', `docker-archive:${image}`, '-o', 'cyclonedx-json', '--quiet'], { SYFT_CHECK_FOR_APP_UPDATE: 'false', SYFT_CACHE_DIR: cache }) };
  if (program === 'grype') {
    const env = { GRYPE_DB_CACHE_DIR: databases.grype, GRYPE_DB_AUTO_UPDATE: 'false', GRYPE_DB_VALIDATE_AGE: 'false', GRYPE_CHECK_FOR_APP_UPDATE: 'false' };
    return { name, keeps: false, tells: ['findings'], run: async () => await measure(file, [`docker-archive:${image}`, '-o', 'json', '--quiet'], env) };
  }
  await emptyJavaDatabase(join(cache, 'java-db'));
  await symlink(databases.trivy, join(cache, 'db'));
  return {
    name, keeps: true, tells: ['packages', 'findings'],
    run: async (cold) => {
      if (cold) await rm(join(cache, 'fanal'), { recursive: true, force: true });
      return await measure(file, ['image', '--input', image, '--format', 'cyclonedx', '--scanners', 'vuln', '--cache-dir', cache, '--offline-scan', '--skip-db-update', '--skip-java-db-update', '--skip-version-check', '--disable-telemetry', '--quiet']);
    },
  };
}

/** trivy reads no jar without a database of digests of jars. An empty one in its form, which it asks in vain (trivy-java-db, pkg/db/db.go). */
async function emptyJavaDatabase(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const database = new DatabaseSync(join(folder, 'trivy-java.db'));
  database.exec(`CREATE TABLE IF NOT EXISTS artifacts(id INTEGER PRIMARY KEY, group_id TEXT, artifact_id TEXT);
    CREATE TABLE IF NOT EXISTS indices(artifact_id INTEGER, version TEXT, sha1 BLOB, archive_type TEXT, foreign key (artifact_id) references artifacts(id));
    CREATE UNIQUE INDEX IF NOT EXISTS artifacts_idx ON artifacts(artifact_id, group_id);
    CREATE INDEX IF NOT EXISTS indices_artifact_idx ON indices(artifact_id);
    CREATE UNIQUE INDEX IF NOT EXISTS indices_sha1_idx ON indices(sha1);`);
  database.close();
  const now = new Date().toISOString();
  await writeFile(join(folder, 'metadata.json'), JSON.stringify({ Version: 1, NextUpdate: now, UpdatedAt: now, DownloadedAt: now }));
}
