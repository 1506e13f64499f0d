/**
 * Arch Linux packages: pacman's local database, a folder a package with `desc` and `files`. Sections are `%NAME%`, then
 * values a line each up to an empty line (libalpm, be_local.c).
 */
import type { AnalyzerTools, FileContent } from '#core/packages.ts';
import { damaged } from '../shared/damaged.ts';
import { type Group, type Reading, treeAnalyzer } from '../shared/guard.ts';
import { matching } from '../shared/paths.ts';
import { MANY_LINES, lines } from '../shared/text.ts';

function sections(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const line of lines(text, MANY_LINES)) {
    if (/^%[A-Z0-9_]+%$/.test(line)) { current = []; found.set(line.slice(1, -1), current); }
    else if (line === '') current = undefined;
    else current?.push(line);
  }
  return found;
}

function readDescription(text: string): Reading {
  const found = sections(text);
  const first = (key: string): string => found.get(key)?.[0] ?? '';
  const [name, version] = [first('NAME'), first('VERSION')];
  if (name === '' || version === '') damaged(`the description of ${name === '' ? 'a package' : name} has no name or no version`);
  const architecture = first('ARCH');
  return { entries: [{
    name, version, architecture, licenses: found.get('LICENSE'), source: { name: first('BASE') || name, version },
    purl: { qualifiers: { arch: architecture } },
  }] };
}

function* groups(files: ReadonlyMap<string, FileContent>, tools: AnalyzerTools): Generator<Group> {
  for (const [path, file] of files) {
    if (path.endsWith('/files')) yield { path, read: () => ({ entries: [], ownedFiles: (sections(tools.text(file.bytes)).get('FILES') ?? []).filter((owned) => !owned.endsWith('/')) }) };
    else yield { path, read: () => readDescription(tools.text(file.bytes)) };
  }
}

export const analyzer = treeAnalyzer(
  { id: 'pacman', evidence: 'installed', purlType: 'alpm', wants: matching(/(?:^|\/)var\/lib\/pacman\/local\/[^/]+\/(?:desc|files)$/, 'cs') },
  groups,
);
