/**
 * Third-party package lists: what an input holds, by two other tools' own tests. A case is run through the analyzer of
 * its format; names and versions must be equal as sets, and where an error is expected something must stand under not
 * assessed. Only presentation is levelled: how each tool writes epochs, Go versions and Maven names. Known misses have
 * their reasons in `packages.exceptions.json`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AnalyzerResult, FileContent, Package } from '#core/packages.ts';
import { ANALYZERS } from '#domains/inventory/analyzers/registry.ts';
import { normalPython } from '#domains/inventory/analyzers/shared/purl.ts';
import { tools } from '#domains/inventory/analyzers/testing/tools.ts';
import { zip } from '#domains/inventory/analyzers/testing/zip.ts';
import { FORMATS, NOT_IN_SCOPE, unusable } from './package-formats.ts';
import type { ConformanceResult } from './run.ts';

interface Expected { readonly name: string; readonly version: string; readonly purl?: string; readonly meta?: { readonly Epoch?: number } }
export interface Row {
  readonly id: string; readonly input: readonly string[]; readonly input_root: string;
  readonly expect: { readonly packages?: readonly Expected[]; readonly error?: boolean };
  readonly extractor?: string; readonly cataloger?: string; readonly case_name: string | null; readonly extractor_config_in_original?: string | null;
}

const here = dirname(fileURLToPath(import.meta.url));

/** The input, and what stands beside it, under the path at which an image has it. */
function files(folder: string, row: Row, place: (path: string) => string): Map<string, FileContent> {
  const found = new Map<string, FileContent>();
  const inputs = new Set(row.input);
  // The case names the lock and means the shrinkwrap beside it too.
  for (const input of row.input) if (input.endsWith('/package-lock.json')) inputs.add(join(dirname(input), 'npm-shrinkwrap.json'));
  for (const input of inputs) {
    if (!existsSync(join(folder, input))) continue;
    const raw = readFileSync(join(folder, input));
    // One case keeps the manifest of an archive as a file.
    const bytes = input.endsWith('/MANIFEST.MF') ? zip([{ name: 'META-INF/MANIFEST.MF', content: raw }]) : raw;
    const path = place(input.replace(/^files\//, ''));
    found.set(path, { path, bytes, size: bytes.length, mode: 0o755 });
  }
  return found;
}

function analyze(folder: string, row: Row, id: string, place: (path: string) => string): AnalyzerResult {
  const analyzer = ANALYZERS.find((one) => one.id === id);
  if (analyzer === undefined) throw new Error(`there is no analyzer ${id}`);
  const all = files(folder, row, place);
  if (analyzer.scope === 'tree') {
    const result = analyzer.analyze(all, tools);
    const asked = new Set(row.input.map((input) => place(input.replace(/^files\//, ''))));
    return id === 'npm-lock' ? { ...result, packages: result.packages.filter((found) => asked.has(found.locations[0]!.path)) } : result;
  }
  const mine = [...all.values()].filter((file) => row.input.some((input) => place(input.replace(/^files\//, '')) === file.path));
  const results = (mine.length === 1 ? mine : mine.filter((file) => analyzer.wants(file.path, file.size, file.mode) !== false)).map((file) => analyzer.analyze(file, tools));
  return { packages: results.flatMap((result) => result.packages), notAssessed: results.flatMap((result) => result.notAssessed) };
}

/** Parsers of syft that leave out what is needed only for development. */
const WITHOUT_DEVELOPMENT = new Set(['parse_package_lock', 'parse_composer_lock']);

/** Our package as the other tool writes it. */
function presented(found: Package, row: Row): string {
  let { name, version } = found;
  if (row.extractor?.startsWith('sbom/')) name = name.slice(name.indexOf(':') + 1);
  if (row.cataloger === 'python') name = normalPython(name);
  if (row.cataloger === 'swift') name = name.slice(name.lastIndexOf('/') + 1);
  if (row.extractor === 'os/portage') name = name.slice(name.indexOf('/') + 1);
  if (row.cataloger === 'golang' && version !== '') version = `v${version}`;
  if (row.cataloger === 'java') name = name.slice(name.indexOf(':') + 1);
  return `${name}@${version}`;
}

const expectedText = (expected: Expected, row: Row): string => `${row.cataloger === 'python' ? normalPython(expected.name) : expected.name}@${row.extractor === 'os/rpm' && expected.meta?.Epoch ? `${expected.meta.Epoch}:` : ''}${expected.version}`;

/** Whether the other tool lists packages of this kind at all: syft leaves out the standard library of go.mod and development packages. */
function counted(found: Package, row: Row): boolean {
  if (row.cataloger === undefined) return true;
  return !(row.cataloger === 'golang' && found.name === 'stdlib') && !(found.development === true && WITHOUT_DEVELOPMENT.has(row.id.replace(/^.*\/|:.*$/g, '')));
}

/** syft counts the project that a lock belongs to as one of its packages. */
function projectOf(folder: string, row: Row): string {
  const lock = JSON.parse(readFileSync(join(folder, row.input[0]!), 'utf8')) as { name?: string; version?: string };
  return `${lock.name}@${lock.version}`;
}

/** What is wrong with a case; undefined where it is as expected. */
function check(folder: string, row: Row): string | undefined {
  const format = FORMATS[row.extractor ?? `syft:${row.id.split(':', 1)[0]!}`]!;
  const id = typeof format.analyzer === 'string' ? format.analyzer : format.analyzer(row.input[0]!);
  const result = analyze(folder, row, id, format.place ?? ((path) => path));
  if (row.expect.error === true) return result.notAssessed.length > 0 ? undefined : 'an error is expected, all was read';
  const ours = new Set(result.packages.filter((found) => counted(found, row)).map((found) => presented(found, row)));
  const theirs = new Set((row.expect.packages ?? []).map((expected) => expectedText(expected, row)));
  if (row.id.startsWith('javascript/parse_package_lock')) theirs.delete(projectOf(folder, row));
  const missing = [...theirs].filter((one) => !ours.has(one));
  const extra = [...ours].filter((one) => !theirs.has(one));
  if (missing.length === 0 && extra.length === 0) return undefined;
  return `missing ${JSON.stringify(missing.slice(0, 4))}, too many ${JSON.stringify(extra.slice(0, 4))}${result.notAssessed.length === 0 ? '' : `; ${result.notAssessed[0]!.reason}`}`;
}

export async function run(corpora: string): Promise<ConformanceResult> {
  const exceptions = JSON.parse(readFileSync(join(here, 'packages.exceptions.json'), 'utf8')) as Record<string, string>;
  const failed: { id: string; reason: string }[] = [];
  const notApplicable: { id: string; reason: string }[] = [];
  let [total, passed] = [0, 0];
  for (const corpus of ['packages-scalibr', 'packages-syft']) {
    const folder = join(corpora, 'vuln', corpus);
    for (const line of readFileSync(join(folder, 'index.jsonl'), 'utf8').trim().split('\n')) {
      const row = JSON.parse(line) as Row;
      total += 1;
      const key = row.extractor ?? `syft:${row.id.split(':', 1)[0]!}`;
      const outside = FORMATS[key] === undefined ? NOT_IN_SCOPE[key] ?? 'a format that is not in the list' : unusable(row);
      if (outside !== undefined) { notApplicable.push({ id: row.id, reason: outside }); continue; }
      const wrong = check(folder, row);
      if (wrong === undefined) passed += 1;
      else failed.push({ id: row.id, reason: exceptions[row.id] === undefined ? wrong : `${wrong} (${exceptions[row.id]})` });
    }
  }
  return { name: 'packages', total, passed, failed, notApplicable };
}
