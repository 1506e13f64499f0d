/**
 * Reads policies and initiatives from a folder. Layout:
 * - `policies/<area>/<id>/policy.yaml` (and `check.ts`), `initiatives/<id>.yaml`: as in this repository;
 * - in a folder of the user's also loose YAML files with ValidatingAdmissionPolicies, their bindings and parameters.
 *
 * Reading is bounded, follows no link out of the root, and a file that cannot be read is a problem, never left out silently.
 */
import { realpath } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Content, InitiativeDocument, PolicyFolder } from '#core/ports/content.ts';
import { messageOf, type Problem } from '#core/result.ts';
import { readFolder } from './folder.ts';
import { readInitiativeFile } from './initiative.ts';
import { readLooseFiles } from './loose.ts';
import { walk } from './walk.ts';

export type { Content } from '#core/ports/content.ts';

const OWN_ROOT = fileURLToPath(new URL('../../domains/hardening/', import.meta.url));

/**
 * Everything below `root`; without a root, the content that comes with the program. Code (`check.ts`) is only run from
 * there: in a folder of the user's it is a problem. Never rejects: what fails is in `problems`.
 */
export async function loadContent(root?: string): Promise<Content> {
  const problems: Problem[] = [];
  const problem = (file: string, what: string): void => { problems.push({ code: 'content-unreadable', message: `${file}: ${what}` }); };
  let base: string;
  try {
    base = await realpath(root ?? OWN_ROOT);
  } catch (error) {
    problem(root ?? OWN_ROOT, `cannot be read: ${messageOf(error)}`);
    return { folders: [], initiatives: [], problems };
  }
  const found = await walk(base, problem);
  const folders: PolicyFolder[] = [];
  for (const folder of found.folders) {
    const read = await readFolder(base, folder, root === undefined, problem);
    if (read !== null) folders.push(read);
  }
  const initiatives: InitiativeDocument[] = [];
  for (const file of found.initiatives) {
    const read = await readInitiativeFile(base, file, problem);
    if (read !== null) initiatives.push(read);
  }
  if (root !== undefined) folders.push(...await readLooseFiles(base, found.loose, problem));
  return { folders, initiatives, problems };
}
