/** One policy folder: policy.yaml, and check.ts where the policy looks at more than one object. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { GraphCheck } from '#core/graph.ts';
import type { PolicyFolder } from '#core/ports/content.ts';
import { messageOf } from '#core/result.ts';
import type { ProblemSink } from './walk.ts';
import { readYaml } from './yaml.ts';

/** Reads the folder at `folder` (relative to `base`); null where it cannot be used, which is then a problem. */
export async function readFolder(base: string, folder: string, runsCode: boolean, problem: ProblemSink): Promise<PolicyFolder | null> {
  const names = folder.split('/');
  const id = names.at(-1) || 'policy';
  const documents = await readYaml(base, folder === '' ? 'policy.yaml' : `${folder}/policy.yaml`, problem);
  if (documents === null) return null;
  const area = names.at(-2) ?? 'custom';
  const code = join(base, folder, 'check.ts');
  if (!await isFile(code)) return { id, area, documents };
  const file = `${folder}/check.ts`;
  if (!runsCode) { problem(file, 'code is only run from the policies that come with the program'); return null; }
  try {
    const check: unknown = (await import(pathToFileURL(code).href) as { check?: unknown }).check;
    if (typeof check !== 'function') { problem(file, 'must export a function named check'); return null; }
    return { id, area, documents, check: check as GraphCheck };
  } catch (error) {
    problem(file, `cannot be loaded: ${messageOf(error)}`);
    return null;
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
