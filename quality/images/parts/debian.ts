/** Debian 12 as it was released: without what the security suite has offered since. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Part, sorted } from '../part.ts';
import { run } from '../run.ts';

/** Packages with a history of security updates, and one whose Python metadata dpkg owns. */
const PACKAGES = ['ca-certificates', 'curl', 'git', 'libexpat1', 'libgnutls30', 'libxml2', 'openssl', 'python3-six'];

export const part: Part = {
  name: 'debian',
  recipe: ['parts/debian.ts'],
  async fill(work) {
    const root = join(work, 'root');
    await run('debootstrap', ['--variant=minbase', `--include=${PACKAGES.join(',')}`, 'bookworm', root]);
    // As images do it: no downloads, no lists, no devices, nothing that differs from one time to the next.
    for (const each of ['var/cache/apt', 'var/cache/ldconfig', 'var/lib/apt/lists', 'var/log', 'dev', 'proc', 'sys', 'run']) {
      await rm(join(root, each), { recursive: true, force: true });
      await mkdir(join(root, each));
    }
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders
    const listed = await run('dpkg-query', ['--admindir', join(root, 'var/lib/dpkg'), '-W', '-f', '${Package} ${Version} ${Architecture} ${source:Package} ${source:Version}\n']);
    const rows = listed.trim().split('\n').map((line) => line.split(' '));
    return [{
      name: 'debian', root, packing: 'gzip',
      truth: { dpkg: sorted(rows.map(([name, version]) => `${name} ${version}`)), 'dpkg-source': sorted(rows.map(([name, , , source, version]) => `${name} ${source} ${version}`)) },
    }];
  },
};
