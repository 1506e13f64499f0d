import { describe, expect, test } from 'vitest';
import type { AnalyzerResult, OperatingSystem, Package } from '#core/packages.ts';
import { mergePackages } from './merge.ts';

const debian: OperatingSystem = { id: 'debian', version: '12', name: 'Debian', ecosystem: 'Debian:12' };
const system = (name: string, version = '1'): Package => ({ name, version, ecosystem: '', purl: `pkg:deb/${name}@${version}?arch=amd64`, locations: [{ path: 'var/lib/dpkg/status' }], analyzer: 'dpkg', architecture: 'amd64' });
const python = (path: string, more: Partial<Package> = {}): Package => ({ name: 'harbor', version: '1', ecosystem: 'PyPI', purl: 'pkg:pypi/harbor@1', locations: [{ path }], analyzer: 'python-installed', ...more });
const result = (packages: Package[], more: Partial<AnalyzerResult> = {}): AnalyzerResult => ({ packages, notAssessed: [], ...more });

describe('layers', () => {
  test('a database that an upper layer writes again replaces the lower one', () => {
    const merged = mergePackages({ layers: [{ layer: 'a', results: [result([system('old'), system('kept')])] }, { layer: 'b', results: [result([system('kept')])] }], operatingSystem: debian });
    expect(merged.packages.map(({ name, locations }) => [name, locations])).toEqual([['kept', [{ path: 'var/lib/dpkg/status', layer: 'b' }]]]);
  });
  test('a file that is no longer live falls away, with what was not assessed of it', () => {
    const bad = { path: 'gone/lock', reason: 'x' };
    const merged = mergePackages({ layers: [{ layer: 'a', results: [result([python('gone/METADATA')], { notAssessed: [bad] })] }], isLive: (path) => !path.startsWith('gone/') });
    expect(merged).toEqual({ packages: [], notAssessed: [], ownedBySystem: 0 });
  });
  test('an archive that an upper layer replaces takes its members with it', () => {
    const old = python('app.jar!/lib/x.jar');
    expect(mergePackages({ layers: [{ layer: 'a', results: [result([old])] }, { layer: 'b', results: [result([python('app.jar', { version: '2', purl: 'pkg:pypi/harbor@2' })])] }] }).packages.map(({ version }) => version)).toEqual(['2']);
  });
});

describe('no double counting', () => {
  test('a package of a language whose file a system package owns is left out, /lib being /usr/lib', () => {
    const merged = mergePackages({ layers: [{ results: [result([system('python3-harbor')], { ownedFiles: ['lib/python3/harbor.dist-info/METADATA'] }), result([python('usr/lib/python3/harbor.dist-info/METADATA'), python('srv/harbor.dist-info/METADATA', { version: '2', purl: 'pkg:pypi/harbor@2' })])] }], operatingSystem: debian });
    expect(merged.packages.map(({ name, version }) => `${name} ${version}`)).toEqual(['python3-harbor 1', 'harbor 2']);
    expect(merged.ownedBySystem).toBe(1);
  });
  test('equal packages are one, with all their places; needed in production if one place says so', () => {
    const [one] = mergePackages({ layers: [{ results: [result([python('a', { development: true }), python('b'), python('a', { development: true })])] }] }).packages;
    expect(one!.locations).toEqual([{ path: 'a' }, { path: 'b' }]);
    expect(one!.development).toBe(false);
  });
});

test('the release fills in ecosystem, vendor and distribution of system packages only', () => {
  const { packages } = mergePackages({ layers: [{ results: [result([system('bash'), python('x')])] }], operatingSystem: debian });
  expect(packages.map(({ ecosystem, purl }) => [ecosystem, purl])).toEqual([['Debian:12', 'pkg:deb/debian/bash@1?arch=amd64&distro=debian-12'], ['PyPI', 'pkg:pypi/harbor@1']]);
});
