/** Runs every analyzer over the fixtures in its folder, and holds the registry against the disk. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Analyzer, AnalyzerResult, FileContent, Package } from '#core/packages.ts';
import { parsePurl } from './shared/purl.ts';
import { ANALYZERS as INSTALLED } from './installed.ts';
import { ANALYZERS } from './registry.ts';
import { fileOf, tools } from './testing/tools.ts';

const here = import.meta.dirname;
const folders = readdirSync(here).filter((name) => existsSync(join(here, name, 'index.ts'))).sort();

function filesBelow(root: string, path = ''): FileContent[] {
  return readdirSync(join(root, path)).sort().flatMap((name) => {
    const inner = path === '' ? name : `${path}/${name}`;
    return statSync(join(root, inner)).isDirectory() ? filesBelow(root, inner) : [fileOf(inner, readFileSync(join(root, inner)))];
  });
}

function run(analyzer: Analyzer, files: readonly FileContent[]): AnalyzerResult {
  const wanted = files.filter((file) => analyzer.wants(file.path, file.size, file.mode) !== false);
  expect(wanted.length, 'no file of the fixture is wanted').toBeGreaterThan(0);
  const results = analyzer.scope === 'tree' ? [analyzer.analyze(new Map(wanted.map((file) => [file.path, file])), tools)] : wanted.map((file) => analyzer.analyze(file, tools));
  return { packages: results.flatMap((r) => r.packages), notAssessed: results.flatMap((r) => r.notAssessed), ownedFiles: results.flatMap((r) => r.ownedFiles ?? []) };
}

const line = (found: Package): string => `${found.name} ${found.version} ${found.purl}${found.source === undefined ? '' : ` from ${found.source.name} ${found.source.version}`}${found.development === true ? ' development' : ''}`;

test('the registry lists every folder once, by its name', () => {
  expect(ANALYZERS.map(({ id }) => id).sort()).toEqual(folders);
});

test('what is installed has a list of its own', () => {
  expect(INSTALLED).toEqual(ANALYZERS.filter(({ evidence }) => evidence === 'installed'));
});

describe.each(ANALYZERS.map((analyzer) => [analyzer.id, analyzer] as const))('%s', (id, analyzer) => {
  const fixtures = join(here, id, 'fixtures');

  test('has both twins, or tests of its own that build them', () => {
    const twins = existsSync(fixtures) ? readdirSync(fixtures) : [];
    const own = readdirSync(join(here, id)).some((name) => name.endsWith('.test.ts'));
    expect(own || (twins.includes('found') && twins.includes('quiet'))).toBe(true);
  });

  const cases = existsSync(fixtures) ? ['found', 'quiet'].flatMap((twin) => readdirSync(join(fixtures, twin)).filter((name) => statSync(join(fixtures, twin, name)).isDirectory()).map((name) => `${twin}/${name}`)) : [];
  test.each(cases)('%s', (name) => {
    const expected = JSON.parse(readFileSync(join(fixtures, `${name}.json`), 'utf8')) as { packages: string[]; notAssessed: number; ownedFiles?: string[] };
    const result = run(analyzer, filesBelow(join(fixtures, name)));
    expect(result.packages.map(line).sort()).toEqual(expected.packages);
    expect(result.notAssessed, JSON.stringify(result.notAssessed)).toHaveLength(expected.notAssessed);
    if (expected.ownedFiles !== undefined) expect(result.ownedFiles).toEqual(expected.ownedFiles);
    for (const found of result.packages) {
      expect(parsePurl(found.purl), found.purl).toBeDefined();
      expect(found.analyzer).toBe(id);
    }
    for (const bad of result.notAssessed) expect(bad.reason).toMatch(new RegExp(`^${id}: .+`));
  });

  test('a file beyond its limit is said to be unread', () => {
    const huge: FileContent = { path: 'x', bytes: new Uint8Array(1), size: analyzer.maxBytes + 1, mode: 0o755 };
    if (analyzer.scope === 'file') expect(analyzer.analyze(huge, tools).notAssessed[0]!.reason).toContain(`${analyzer.maxBytes + 1} bytes`);
  });
});
