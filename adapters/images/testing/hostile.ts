/** Scans of harmful images and folders, each in a process of its own, with what must hold for all of them. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { sha256 } from './image.ts';
import { tar } from './tar.ts';

export const MIB = 1024 * 1024;
const MOST_KIB = 512 * 1024;
/** What results of layers may take on disk after one scan. */
const MOST_CACHE = 64 * MIB;

export const times = (count: number, bytes: Buffer): Buffer => Buffer.concat(Array.from({ length: count }, () => bytes));

interface Scanned { readonly packages: readonly { readonly name: string; readonly version: string }[]; readonly notAssessed: readonly { readonly path: string; readonly reason: string }[] }
export interface Outcome { readonly code: number; readonly result: Scanned | null; /** KiB */ readonly peak: number; readonly errors: string }

export class Hostile {
  readonly folder = mkdtempSync(join(tmpdir(), 'breakwater-hostile-'));

  remove(): void { rmSync(this.folder, { recursive: true, force: true }); }

  file(bytes: Buffer | string): string {
    const path = join(this.folder, `file-${sha256(bytes).slice(7, 19)}`);
    writeFileSync(path, bytes);
    return path;
  }

  /** An image of these layers. The archive does not know their digests, so that reading them is all there is. */
  archive(...layers: readonly Buffer[]): string {
    const names = layers.map((_, index) => `${index}/layer.tar`);
    return this.file(tar(
      ...layers.map((content, index) => ({ name: names[index]!, content })), { name: 'config.json', content: JSON.stringify({ os: 'linux', architecture: 'amd64' }) },
      { name: 'manifest.json', content: JSON.stringify([{ Config: 'config.json', RepoTags: ['evil:1'], Layers: names }]) },
    ));
  }

  /** Nothing is written but below the cache, and that is bounded; memory too; no mistake of the program comes to light. */
  async scan(target: string, ...more: readonly string[]): Promise<Outcome> {
    const home = mkdtempSync(join(this.folder, 'home-'));
    for (const name of ['cache', 'tmp']) mkdirSync(join(home, name));
    const outcome = await new Promise<Outcome>((resolve) => {
      const args = [join(import.meta.dirname, 'measured.ts'), 'scan', target, '--format', 'json', '--cache', join(home, 'cache'), ...more];
      execFile(process.execPath, args, { cwd: home, env: { PATH: process.env['PATH'], HOME: home, TMPDIR: join(home, 'tmp'), NODE_DISABLE_COMPILE_CACHE: '1' }, maxBuffer: 256 * MIB }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, result: stdout === '' ? null : JSON.parse(stdout) as Scanned, peak: Number(/peak (\d+)/.exec(stderr)?.[1]), errors: stderr.replace(/^peak \d+\n/m, '') });
      });
    });
    const written = readdirSync(home, { recursive: true }).map(String).sort();
    expect(written.filter((name) => !name.startsWith('cache/'))).toEqual(['cache', 'tmp']);
    expect(written.filter((name) => /^cache\/(?:unpacked|blobs)\//.test(name))).toEqual([]);
    expect(written.reduce((sum, name) => sum + statSync(join(home, name)).size, 0)).toBeLessThan(MOST_CACHE);
    rmSync(home, { recursive: true });
    expect(outcome.errors).not.toMatch(/\n\s+at |mistake in Breakwater/);
    expect([0, 2]).toContain(outcome.code);
    expect(outcome.peak).toBeLessThan(MOST_KIB);
    return outcome;
  }
}

/** All that was not assessed, but for vulnerabilities: there are no advisories in these tests. */
export const reasons = ({ result }: Outcome): string[] => (result?.notAssessed ?? []).filter(({ reason }) => !reason.startsWith('vulnerabilities were not matched')).map(({ path, reason }) => `${path}: ${reason}`);
