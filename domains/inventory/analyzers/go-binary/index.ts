/** Programs built by Go: main module, the modules it was built from, and the standard library. */
import { beginsProgram, isProgram, MAX_PROGRAM_BYTES, readBinary } from '../shared/binary.ts';
import { type Entry, fileAnalyzer, type Reading } from '../shared/guard.ts';
import { goEntry, stdlib } from '../shared/go.ts';
import { lines } from '../shared/text.ts';
import { readBuildInfo } from './build-info.ts';

/** Lines `mod`, `dep` and `=>` (which replaces the one before), fields apart by tabs: runtime/debug, BuildInfo.String. */
function modules(text: string): Entry[] {
  const entries: Entry[] = [];
  for (const line of lines(text)) {
    const [kind, name, version] = line.split('\t');
    if (name === undefined || (kind !== 'mod' && kind !== 'dep' && kind !== '=>')) continue;
    // A main module that was built in a working copy has no version.
    const entry = goEntry(name, version === '(devel)' ? '' : version ?? '');
    const before = kind === '=>' ? entries.pop() : undefined;
    // A folder in the place of a module: the module's name, but no version to compare.
    entries.push(before !== undefined && /^\.{0,2}\//.test(name) ? goEntry(before.name, '') : entry);
  }
  return entries;
}

/** `go1.22.1 X:nocoverageredesign` and `go1.21.5-custom` are 1.22.1 and 1.21.5; a development version has none. */
const release = (version: string): string => /^go(\d+(?:\.\d+)*(?:(?:rc|beta)\d+)?)/.exec(version)?.[1] ?? '';

function read(bytes: Uint8Array): Reading {
  const binary = readBinary(bytes);
  const info = binary === undefined ? undefined : readBuildInfo(bytes, binary);
  if (info === undefined) return { entries: [] };
  const version = release(info.goVersion);
  return {
    entries: [...modules(info.modules), ...(version === '' ? [] : [stdlib(version)])],
    problems: [
      ...(version === '' ? [{ reason: `was built by an unreleased Go, '${info.goVersion.slice(0, 80)}': its standard library is not assessed` }] : []),
      ...(info.modules === '' ? [{ reason: 'was built by Go without modules: what it was built from is not known' }] : []),
    ],
  };
}

export const analyzer = fileAnalyzer(
  { id: 'go-binary', evidence: 'installed', purlType: 'golang', maxBytes: MAX_PROGRAM_BYTES, wants: (path, size, mode) => (isProgram(path, size, mode) ? 'content' : false), begins: beginsProgram },
  (file) => read(file.bytes),
);
