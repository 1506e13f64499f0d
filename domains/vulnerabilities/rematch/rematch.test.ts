import { expect, it } from 'vitest';
import { advisory, affects, databaseOf } from '../testing/database.ts';
import { changedAdvisories, packagesOf } from './changes.ts';
import { SbomIndex } from './index.ts';

const old = advisory('A', [affects('npm', 'a', ['introduced 0', 'fixed 1.0.0'])]), same = advisory('B', [affects('npm', 'b', ['introduced 0'], { versions: ['3', '1'] })]), gone = advisory('C', [affects('npm', 'c', ['introduced 0'])]);

it('tells what changed by content', () => {
  const before = databaseOf([old, same, gone]);
  const after = databaseOf([{ ...old, affected: [affects('npm', 'a', ['introduced 0', 'fixed 2.0.0'])] }, { ...same, modified: 9999 }, advisory('D', [affects('PyPI', 'D_d', ['introduced 0'])])]);
  const changes = changedAdvisories(before, after);
  expect(changes).toEqual({ added: ['D'], changed: ['A'], removed: ['C'] });
  expect(changedAdvisories(null, after).added).toEqual(['A', 'B', 'D']);
  expect(changedAdvisories(after, after)).toEqual({ added: [], changed: [], removed: [] });
  for (const more of [{ withdrawn: 1 }, { severity: 'high' as const }, { summary: 'x' }, { aliases: ['x'] }, { upstream: ['x'] }]) expect(changedAdvisories(before, databaseOf([{ ...old, ...more }, same, gone])).changed).toEqual(['A']);
  expect(packagesOf([before, after], ['A', 'C', 'D'])).toEqual([{ ecosystem: 'npm', name: 'a' }, { ecosystem: 'npm', name: 'c' }, { ecosystem: 'pypi', name: 'd-d' }]);
});

it('finds the SBOMs that hold a package, by version', () => {
  const index = new SbomIndex();
  index.add('one', [{ ecosystem: 'npm', name: 'a', version: '1.0.0' }, { ecosystem: 'npm', name: 'a', version: '1.0.0' }, { ecosystem: 'npm', name: 'z', version: '1.0.0' }]);
  index.add('two', [{ ecosystem: 'npm', name: 'a', version: '1.0.0' }, { ecosystem: 'npm', name: 'a', version: '3.0.0' }, { ecosystem: 'PyPI', name: 'D.D', version: 'bad version' }]);
  index.add('three', [{ ecosystem: 'Debian:12', name: 'libx', version: '1+b1', source: { name: 'x', version: '1' } }, { ecosystem: '', name: 'a', version: '1' }]);
  const database = databaseOf([advisory('A', [affects('npm', 'a', ['introduced 0', 'fixed 2.0.0'])]), advisory('D', [affects('PyPI', 'd_d', ['introduced 0'])]), advisory('X', [affects('Debian', 'x', ['introduced 0'])])]);
  const found = index.rematch(null, database, ['A', 'D', 'X']);
  const told = (each: typeof found): unknown => each.map(({ name, version, sboms, matches, ended, notAssessed }) => ({ name, version, sboms, records: matches.map(({ evidence }) => evidence.record), ended, notAssessed }));
  expect(told(found)).toEqual([
    { name: 'x', version: '1', sboms: ['three'], records: ['X'], ended: [], notAssessed: [] },
    { name: 'a', version: '1.0.0', sboms: ['one', 'two'], records: ['A'], ended: [], notAssessed: [] },
    { name: 'D.D', version: 'bad version', sboms: ['two'], records: [], ended: [], notAssessed: ['its version is none of PyPI'] },
  ]);
  // Only what was asked for.
  expect(told(index.rematch(null, database, ['X', 'never']))).toEqual([{ name: 'x', version: '1', sboms: ['three'], records: ['X'], ended: [], notAssessed: [] }]);
  index.remove('one');
  index.add('two', [{ ecosystem: 'npm', name: 'a', version: '1.1.0' }]);
  expect(index.size).toBe(2);
  expect(index.rematch(null, database, ['A']).map(({ version, sboms }) => [version, sboms])).toEqual([['1.1.0', ['two']]]);
});

it('tells what ended', () => {
  const index = new SbomIndex();
  index.add('one', [{ ecosystem: 'npm', name: 'a', version: '1.0.0' }, { ecosystem: 'npm', name: 'c', version: '1.0.0' }]);
  const before = databaseOf([advisory('A', [affects('npm', 'a', ['introduced 0', 'fixed 2.0.0'])]), gone]), after = databaseOf([advisory('A', [affects('npm', 'a', ['introduced 0', 'fixed 0.5.0'])]), same]);
  const { added, changed, removed } = changedAdvisories(before, after);
  expect(index.rematch(before, after, [...added, ...changed, ...removed]).map(({ name, matches, ended, sboms }) => ({ name, matches, ended, sboms }))).toEqual([
    { name: 'a', matches: [], ended: ['A'], sboms: ['one'] }, { name: 'c', matches: [], ended: ['C'], sboms: ['one'] },
  ]);
});
