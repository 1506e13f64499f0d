import { expect, test } from 'vitest';
import { fileOf, tools } from '../testing/tools.ts';
import { zip } from '../testing/zip.ts';
import { analyzer } from './index.ts';

const analyze = (path: string, bytes: Uint8Array) => analyzer.analyze(fileOf(path, bytes), tools);

test('found: metadata in a wheel and in an egg', () => {
  const metadata = 'Metadata-Version: 2.1\nName: Harbor\nVersion: 1.2\n';
  const wheel = analyze('opt/harbor-1.2-py3-none-any.whl', zip([{ name: 'harbor/__init__.py', content: '' }, { name: 'harbor-1.2.dist-info/METADATA', content: metadata }]));
  expect(wheel.packages.map(({ purl, locations }) => [purl, locations[0]!.path])).toEqual([['pkg:pypi/harbor@1.2', 'opt/harbor-1.2-py3-none-any.whl!/harbor-1.2.dist-info/METADATA']]);
  expect(analyze('opt/harbor.egg', zip([{ name: 'EGG-INFO/PKG-INFO', content: metadata }])).packages).toHaveLength(1);
});

test('quiet: an archive without metadata, and none at all, are said to be unread', () => {
  expect(analyze('a.whl', zip([{ name: 'x', content: 'y' }])).notAssessed[0]!.reason).toBe('python-archive: holds no metadata of a Python package');
  expect(analyze('a.whl', new Uint8Array(100)).notAssessed[0]!.reason).toBe('python-archive: is not a zip archive: it has no directory');
});
