/** Which files the paths of a call mean: files as named, directories with all manifests below them. */
import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { LIMITS } from '#core/limits.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import { type ManifestProblem, problem } from './types.ts';

/** `path` is as the user wrote it, extended by what is below; `-` is standard input. */
export interface ManifestFile { readonly path: string; readonly bytes: number }

const MANIFEST_NAME = /\.(?:ya?ml|json)$/i;
/** Other people's code, not this project's manifests. */
const SKIPPED_DIRECTORIES = new Set(['node_modules']);
const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Files in a stable order (by path, code unit by code unit within each directory), each real file once. Hidden entries
 * and node_modules are skipped; symbolic links are followed only within the directory that was named. What cannot be
 * read is given as a problem.
 * @throws ProblemError `manifests.notFound`, `manifests.empty`, `manifests.tooMany`
 */
export function findManifests(paths: readonly string[]): readonly (ManifestFile | ManifestProblem)[] {
  const walk = new Walk();
  for (const path of paths) walk.add(path);
  return walk.found;
}

class Walk {
  readonly found: (ManifestFile | ManifestProblem)[] = [];
  /** Real paths that were taken. */
  readonly #seen = new Set<string>();

  add(path: string): void {
    if (path === '-') {
      this.#take({ path, bytes: 0 }, path);
      return;
    }
    let stat: ReturnType<typeof statSync>;
    try {
      stat = statSync(path);
    } catch (error) {
      throw new ProblemError('manifests.notFound', hasCode(error, 'ENOENT') ? `${path}: no such file or directory` : `${path}: ${messageOf(error)}`, { cause: error });
    }
    if (!stat.isDirectory()) {
      this.#take({ path, bytes: stat.size }, realpathSync(path));
      return;
    }
    const before = this.found.length;
    const real = realpathSync(path);
    const isRepeated = this.#seen.has(real);
    this.#directory(path, path, real);
    if (this.found.length === before && !isRepeated) {
      throw new ProblemError('manifests.empty', `${path}: no manifest in it (looked for *.yaml, *.yml and *.json, also below it)`);
    }
  }

  #take(file: ManifestFile, real: string): void {
    if (this.#seen.has(real)) return;
    this.#seen.add(real);
    this.found.push(file);
    if (this.found.length > LIMITS.manifestFiles) {
      throw new ProblemError('manifests.tooMany', `more than ${LIMITS.manifestFiles} files: name a directory further down`);
    }
  }

  #directory(root: string, path: string, real: string): void {
    if (this.#seen.has(real)) return;
    this.#seen.add(real);
    let entries: { name: string; isDirectory(): boolean; isFile(): boolean; isSymbolicLink(): boolean }[];
    try {
      entries = readdirSync(path, { withFileTypes: true });
    } catch (error) {
      this.#unreadable(path, `the directory cannot be read: ${messageOf(error)}`);
      return;
    }
    entries.sort((a, b) => byName(a.name, b.name));
    // Links last: a file that is reached both ways goes by its own name.
    for (const entry of entries) {
      if (entry.name.startsWith('.') || entry.isSymbolicLink()) continue;
      const child = join(path, entry.name);
      if (entry.isDirectory()) {
        if (!SKIPPED_DIRECTORIES.has(entry.name)) this.#directory(root, child, join(real, entry.name));
      } else if (MANIFEST_NAME.test(entry.name)) {
        if (entry.isFile()) this.#take({ path: child, bytes: lstatSync(child).size }, join(real, entry.name));
        else this.#unreadable(child, 'not a regular file');
      }
    }
    for (const entry of entries) {
      if (entry.isSymbolicLink() && !entry.name.startsWith('.')) this.#link(root, join(path, entry.name));
    }
  }

  #link(root: string, path: string): void {
    let real: string;
    let stat: ReturnType<typeof statSync>;
    try {
      real = realpathSync(path);
      stat = statSync(real);
    } catch (error) {
      if (MANIFEST_NAME.test(path)) this.#unreadable(path, `the symbolic link leads nowhere: ${messageOf(error)}`);
      return;
    }
    if (!stat.isDirectory() && !MANIFEST_NAME.test(path)) return;
    const realRoot = realpathSync(root);
    if (real !== realRoot && !real.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep)) {
      this.#unreadable(path, `the symbolic link leads out of ${root}; it was not followed (name its target to read it)`);
    } else if (stat.isDirectory()) this.#directory(root, path, real);
    else this.#take({ path, bytes: stat.size }, real);
  }

  #unreadable(path: string, reason: string): void {
    this.found.push(problem({ file: path, document: 1 }, reason));
  }
}

const hasCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code;
