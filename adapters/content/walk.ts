/** The files below a root, sorted into policy folders, initiatives and loose files. Bounded; links are not followed. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '#core/result.ts';

/** Called with a file below the root and what is wrong with it. */
export type ProblemSink = (file: string, what: string) => void;

export interface Found {
  /** Paths relative to the root, with `/`. */
  readonly folders: string[];
  readonly initiatives: string[];
  readonly loose: string[];
}

const MOST_ENTRIES = 20_000;
const DEEPEST = 12;
/** What belongs to a policy folder but is no content. */
const SKIPPED = new Set(['fixtures', 'node_modules']);

const isYaml = (name: string): boolean => /\.ya?ml$/.test(name);

/** Walks the root in the order of names. */
export async function walk(base: string, problem: ProblemSink): Promise<Found> {
  const found: Found = { folders: [], initiatives: [], loose: [] };
  let entriesLeft = MOST_ENTRIES;
  await visit('', 0);
  return found;

  async function visit(folder: string, depth: number): Promise<void> {
    if (depth > DEEPEST) return problem(folder, `is more than ${DEEPEST} folders deep and was not read`);
    let entries: Awaited<ReturnType<typeof readFolderEntries>>;
    try {
      entries = await readFolderEntries(join(base, folder));
    } catch (error) {
      return problem(folder, `cannot be read: ${messageOf(error)}`);
    }
    const isPolicy = entries.some((entry) => entry.isFile() && entry.name === 'policy.yaml');
    if (isPolicy) { found.folders.push(folder); return; }
    for (const entry of entries) {
      if (entriesLeft-- <= 0) return problem(folder, `there are more than ${MOST_ENTRIES} files and folders; the rest was not read`);
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.name.startsWith('.') || SKIPPED.has(entry.name)) continue;
      if (entry.isDirectory()) await visit(path, depth + 1);
      else if (entry.isSymbolicLink() && isYaml(entry.name)) problem(path, 'is a link and was not read');
      else if (entry.isFile() && isYaml(entry.name)) (isInitiative(folder) ? found.initiatives : found.loose).push(path);
    }
  }
}

const isInitiative = (folder: string): boolean => folder === 'initiatives' || folder.endsWith('/initiatives');

const readFolderEntries = async (path: string) => (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
