/** Folders made to do harm, and what is wrong with documents of all formats, where reading is not in a worker. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Hostile, MIB, reasons } from './testing/hostile.ts';
import { dpkg } from './testing/image.ts';

const hostile = new Hostile();
afterAll(() => { hostile.remove(); });

let number = 0;
function folder(files: Readonly<Record<string, string | Buffer>>): string {
  const root = join(hostile.folder, `root-${number++}`);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

it('links out of the root and in loops, pipes, sockets, unreadable files', async () => {
  const root = folder({ 'var/lib/dpkg/status': dpkg('bash=5.2-1'), 'lib/apk/db/.keep': '', 'usr/lib/sysimage/rpm/.keep': '', 'app/node_modules/a/package.json': '{"name":"a","version":"1.0.0"}' });
  const secret = hostile.file('P:secret\nV:1-r0\n\n');
  symlinkSync(secret, join(root, 'lib/apk/db/installed'));
  symlinkSync('/proc/self/root', join(root, 'out'));
  symlinkSync('../../../../../../../../proc/self/root/var', join(root, 'usr/var'));
  symlinkSync('.', join(root, 'here'));
  symlinkSync('b', join(root, 'a'));
  symlinkSync('a', join(root, 'b'));
  execFileSync('mkfifo', [join(root, 'usr/lib/sysimage/rpm/Packages.db'), join(root, 'app/yarn.lock')]);
  const server = createServer().listen(join(root, 'app/poetry.lock'));
  await new Promise((resolve) => { server.once('listening', resolve); });
  for (const kind of ['rootfs', 'dir']) {
    const outcome = await hostile.scan(`${kind}:${root}`);
    expect(outcome.result?.packages.map(({ name }) => name)).toEqual(['a', 'bash']);
    expect(reasons(outcome).sort()).toEqual(['a', 'b'].map((name) => `${name}: is a link that leads in a circle, or through more than 40 links`));
  }
  server.close();
}, 60_000);

describe('documents that are small as text and large in memory', () => {
  const lists = (size: number): string => `${'[],'.repeat(size / 3)}[]`;
  it.each([
    ['JSON', 'vendor/composer/installed.json', `[${lists(30 * MIB)}]`],
    ['JSON of different keys', 'package-lock.json', `{${Array.from({ length: 1_600_000 }, (_, index) => `"k${index}":{}`).join(',')}}`],
    ['YAML', 'pnpm-lock.yaml', `a: [${lists(15 * MIB)}]`],
    ['YAML in lines', 'pnpm-lock.yaml', 'a:\n'.padEnd(15 * MIB, '- a\n')],
    ['TOML', 'poetry.lock', `a = [${lists(30 * MIB)}]`],
    ['TOML in tables', 'uv.lock', '[[a]]\n'.repeat(5 * MIB)],
    ['XML', 'gradle/verification-metadata.xml', `<a>${'<b/>'.repeat(7 * MIB)}</a>`],
    ['CycloneDX', 'bom.cdx.json', `{"bomFormat":"CycloneDX","components":[${lists(30 * MIB)}]}`],
    ['lines', 'requirements.txt', 'a==1\n'.repeat(6 * MIB)],
    ['stanzas', 'var/lib/dpkg/status', 'Package: a\nVersion: 1\nStatus: install ok installed\n\n'.repeat(600_000)],
    ['apk', 'lib/apk/db/installed', 'P:a\nV:1\n\n'.repeat(2 * MIB)],
    ['rows of a requirements file, all valid', 'requirements.txt', Array.from({ length: 490_000 }, (_, index) => `p${index}==1`).join('\n')],
    ['go.sum-like', 'go.mod', `module a\n${'require a v1\n'.repeat(2 * MIB)}`],
    ['Gemfile.lock', 'Gemfile.lock', `GEM\n  specs:\n${'    a (1)\n'.repeat(3 * MIB)}`],
    ['yarn.lock', 'yarn.lock', '"a@1":\n  version "1"\n'.repeat(1.3 * MIB)],
  ])('%s', async (_, path, content) => {
    const outcome = await hostile.scan(`dir:${folder({ [path]: content })}`);
    expect(reasons(outcome)).not.toEqual([]);
  }, 120_000);
});
