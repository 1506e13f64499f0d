import { expect, it } from 'vitest';
import { advisory, affects, databaseOf } from '../testing/database.ts';
import { changedAdvisories, packagesOf } from './changes.ts';

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
