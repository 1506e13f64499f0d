/** YAML of content, within bounds. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { LIMITS } from '#core/limits.ts';
import { messageOf } from '#core/result.ts';
import type { ProblemSink } from './walk.ts';

const LARGEST_FILE = 1024 * 1024;
/** Aliases are of no use in policies; a few do no harm, many make a small file stand for a huge one. */
const MOST_ALIASES = 20;

/** The documents of a file, without empty ones; null (and a problem) where it cannot be read. */
export async function readYaml(base: string, file: string, problem: ProblemSink): Promise<readonly unknown[] | null> {
  try {
    const path = join(base, file);
    const { size } = await stat(path);
    if (size > LARGEST_FILE) { problem(file, `is larger than ${LARGEST_FILE} bytes and was not read`); return null; }
    const documents = loadAll(await readFile(path, 'utf8'), { maxDepth: LIMITS.objectDepth, maxAliases: MOST_ALIASES });
    return (documents as readonly unknown[]).filter((document) => document !== null && document !== undefined);
  } catch (error) {
    problem(file, `cannot be read: ${messageOf(error).split('\n')[0]}`);
    return null;
  }
}
