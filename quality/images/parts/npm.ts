/** A program with its packages from the npm registry, as its lock file names them. */
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Part, sorted } from '../part.ts';
import { run } from '../run.ts';

interface Listed { readonly version?: string; readonly missing?: boolean; readonly dependencies?: Readonly<Record<string, Listed>> }

/** `npm ls` names what is there once a place; optional packages that were not installed are told without a version. */
function installed(tree: Listed, found: string[] = []): readonly string[] {
  for (const [name, child] of Object.entries(tree.dependencies ?? {})) {
    if (child.version !== undefined && child.missing !== true) found.push(`${name} ${child.version}`);
    installed(child, found);
  }
  return found;
}

export const part: Part = {
  name: 'npm',
  recipe: ['parts/npm.ts', 'content/npm'],
  async fill(work) {
    const root = join(work, 'root'), app = join(root, 'srv/frontend');
    await mkdir(app, { recursive: true });
    await cp(join(import.meta.dirname, '../content/npm'), app, { recursive: true });
    await run('npm', ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: app });
    const tree = JSON.parse(await run('npm', ['ls', '--all', '--json'], { cwd: app, accept: [1] })) as Listed;
    return [{ name: 'npm', root, packing: 'zstd', truth: { npm: sorted(installed(tree)) } }];
  },
};
