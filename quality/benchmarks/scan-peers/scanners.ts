/** How each scanner is asked for the packages of an image, as a CycloneDX document. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Built } from '#quality/peers/build.ts';
import { type Measured, measure } from './measure.ts';

export interface Scanner {
  readonly name: string;
  /** Runs it. `cold`: without what it kept of earlier runs. */
  run(cold: boolean): Promise<Measured>;
  /** Whether it keeps anything at all, so that a warm run says something. */
  readonly keeps: boolean;
}

const ROOT = join(import.meta.dirname, '../../..');

/** Ours; vulnerabilities are matched too. */
export function ours(image: string, folder: string, advisories: string): Scanner {
  const cache = join(folder, 'ours');
  return {
    name: 'breakwater', keeps: true,
    run: async (cold) => {
      if (cold) await rm(cache, { recursive: true, force: true });
      return await measure(join(ROOT, 'breakwater'), ['scan', `docker-archive:${image}`, '--format', 'cyclonedx', '--cache', cache, '--advisories', advisories]);
    },
  };
}

/** Peers list packages: nothing is matched, which spares them work. */
export function peer({ program, version, file }: Built, image: string, folder: string): Scanner | null {
  const name = `${program} ${version}`, cache = join(folder, program);
  if (program === 'trivy') {
    return {
      name, keeps: true,
      run: async (cold) => {
        if (cold) await rm(join(cache, 'fanal'), { recursive: true, force: true });
        await emptyJavaDatabase(join(cache, 'java-db'));
        return await measure(file, ['image', '--input', image, '--format', 'cyclonedx', '--cache-dir', cache, '--offline-scan', '--skip-java-db-update', '--skip-version-check', '--disable-telemetry', '--quiet']);
      },
    };
  }
  if (program === 'syft') return { name, keeps: false, run: async () => await measure(file, ['scan', `docker-archive:${image}`, '-o', 'cyclonedx-json', '--quiet'], { SYFT_CHECK_FOR_APP_UPDATE: 'false', SYFT_CACHE_DIR: cache }) };
  return null;
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
