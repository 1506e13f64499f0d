/** What is kept of a whole image: the same as before, and only where every layer was read to its end. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { RELEASE_FILES } from '#domains/inventory/index.ts';
import { analyzeKept, createReader, type Findings, openDockerArchive } from './index.ts';
import { dockerArchive, dpkg, type LayerSpec, OS_RELEASE } from './testing/image.ts';
import { tar } from './testing/tar.ts';

const folder = mkdtempSync(join(tmpdir(), 'breakwater-kept-'));
const cache = join(folder, 'cache');
const reader = createReader({ analyzers: import.meta.resolve('#domains/inventory/analyzers/registry.ts'), installedOnly: true, texts: RELEASE_FILES }, cache);
afterAll(async () => { await (await reader).close(); rmSync(folder, { recursive: true, force: true }); });

let made = 0;
const make = (findings: Findings): { packages: string[]; notAssessed: number } => {
  made++;
  return { packages: findings.layers.flatMap(({ results }) => results.flatMap(({ packages }) => packages.map(({ name }) => name))), notAssessed: findings.notAssessed.length };
};
async function scan(form: string, ...layers: LayerSpec[]): Promise<{ packages: string[]; notAssessed: number; made: number }> {
  const path = join(folder, 'image.tar');
  writeFileSync(path, dockerArchive(layers));
  const image = await openDockerArchive(path, cache), before = made;
  try {
    return { ...await analyzeKept(image, await reader, form, make), made: made - before };
  } finally {
    await image.close();
  }
}

const base: LayerSpec = { tar: tar({ name: 'etc/os-release', content: OS_RELEASE }, { name: 'var/lib/dpkg/status', content: dpkg('bash=5.2-1') }), packing: 'none' };
const more: LayerSpec = { tar: tar({ name: 'app/node_modules/a/package.json', content: '{"name":"a","version":"1.0.0"}' }), packing: 'none' };

it('keeps what came of an image, for the same layers in the same order and the same form', async () => {
  const first = await scan('1', base, more);
  expect(first).toEqual({ packages: ['bash', 'a'], notAssessed: 0, made: 1 });
  expect(await scan('1', base, more)).toEqual({ ...first, made: 0 });
  expect(await scan('2', base, more)).toEqual(first);
  expect(await scan('1', more, base)).toEqual({ packages: ['a', 'bash'], notAssessed: 0, made: 1 });
  expect(await scan('1', base)).toEqual({ packages: ['bash'], notAssessed: 0, made: 1 });
});

it('keeps nothing of an image with a layer that was not read to its end', async () => {
  const cut: LayerSpec = { ...more, tar: more.tar.subarray(0, 530) };
  for (let times = 0; times < 2; times++) expect(await scan('1', base, cut)).toMatchObject({ notAssessed: 1, made: 1 });
  const odd: LayerSpec = { tar: gzipSync('no tar at all'.repeat(100)), packing: 'none' };
  for (let times = 0; times < 2; times++) expect(await scan('1', base, odd)).toMatchObject({ notAssessed: 1, made: 1 });
});
