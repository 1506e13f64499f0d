/** Inputs of every analyzer to begin from: its fixtures, and what is made for formats that are not text. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Analyzer, FileContent } from '#core/packages.ts';
import { elf, goByPointer, goInline } from './binaries.ts';
import { berkeley, header, ndb } from './rpm.ts';
import { fileOf } from './tools.ts';
import { zip } from './zip.ts';

const headers = [header({ name: 'a', version: '1', release: '1', files: [['/usr/', 'a']] }), header({ name: 'b', version: '2', release: '1', padding: 5000 })];
const pom = { name: 'META-INF/maven/g/a/pom.properties', content: 'groupId=g\nartifactId=a\nversion=1\n' };

const BUILT: Readonly<Record<string, readonly FileContent[]>> = {
  rpm: [fileOf('var/lib/rpm/Packages', berkeley(headers)), fileOf('usr/lib/sysimage/rpm/Packages.db', ndb(headers))],
  'go-binary': [fileOf('bin/a', elf([{ name: '.go.buildinfo', content: goInline('go1.22.3', 'mod\ta\tv1.0.0\n') }]).bytes, 0o755), fileOf('bin/b', goByPointer('go1.17', 'mod\ta\tv1.0.0\n'), 0o755)],
  'rust-binary': [fileOf('bin/a', elf([{ name: '.dep-v0', content: new Uint8Array(64).fill(0x78) }]).bytes, 0o755)],
  'java-archive': [fileOf('a.jar', zip([pom, { name: 'lib/b-1.0.jar', content: zip([{ name: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\n' }]) }]))],
  'python-archive': [fileOf('a.whl', zip([{ name: 'a-1.dist-info/METADATA', content: 'Name: a\nVersion: 1\n' }]))],
};

function filesBelow(root: string, path: string): FileContent[] {
  return readdirSync(join(root, path)).flatMap((name) => {
    const inner = path === '' ? name : `${path}/${name}`;
    return statSync(join(root, inner)).isDirectory() ? filesBelow(root, inner) : [fileOf(inner, readFileSync(join(root, inner)))];
  });
}

export function samplesOf(analyzer: Analyzer): FileContent[] {
  const found = join(import.meta.dirname, '..', analyzer.id, 'fixtures/found');
  const cases = existsSync(found) ? readdirSync(found).filter((name) => statSync(join(found, name)).isDirectory()) : [];
  const all = [...cases.flatMap((name) => filesBelow(join(found, name), '')), ...(BUILT[analyzer.id] ?? [])];
  return all.filter((file) => analyzer.wants(file.path, Math.max(file.size, 4096), file.mode) !== false);
}
