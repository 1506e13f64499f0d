/** Wheels from PyPI, as pip unpacks them. */
import { join } from 'node:path';
import { type Part, sorted } from '../part.ts';
import { run } from '../run.ts';

export const part: Part = {
  name: 'python',
  recipe: ['parts/python.ts', 'content/python'],
  async fill(work) {
    const root = join(work, 'root'), target = join(root, 'opt/venv/lib/python3.11/site-packages');
    const python = ['--platform', 'manylinux2014_x86_64', '--python-version', '3.11', '--implementation', 'cp'];
    await run('python3', ['-m', 'pip', 'install', '--quiet', '--target', target, '--no-deps', '--no-compile', '--only-binary=:all:', ...python, '-r', join(import.meta.dirname, '../content/python/requirements.txt')]);
    const listed = JSON.parse(await run('python3', ['-m', 'pip', 'list', '--path', target, '--format', 'json'])) as readonly { readonly name: string; readonly version: string }[];
    return [{ name: 'python', root, packing: 'gzip', truth: { pip: sorted(listed.map(({ name, version }) => `${name} ${version}`)) } }];
  },
};
