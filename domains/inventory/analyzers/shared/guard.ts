/**
 * How an analyzer is made from the reader of one format: bounds before, names and package URLs after, and every
 * failure turned into a `notAssessed` line. One bad file spoils only itself.
 */
import type { Analyzer, AnalyzerResult, AnalyzerTools, FileAnalyzer, FileContent, Package, TreeAnalyzer } from '#core/packages.ts';
import { messageOf } from '#core/result.ts';
import { Damaged } from './damaged.ts';
import { ECOSYSTEM_OF_TYPE, type PurlParts, purl, purlName } from './purl.ts';

/** One package as a reader of a format gives it. */
export interface Entry {
  /** As the ecosystem names it: `@scope/name`, `group:artifact`, a Go module path. */
  readonly name: string;
  /** '' where the file names none (a path or git dependency). */
  readonly version: string;
  /** What the package URL has beyond name and version, or has differently. */
  readonly purl?: Partial<PurlParts>;
  /** The URL as the file states it (SBOMs); wins over all else. */
  readonly statedPurl?: string;
  /** Where it is another than that of the analyzer. */
  readonly ecosystem?: string;
  /** Where it was found, if not simply the file. */
  readonly path?: string;
  readonly source?: { readonly name: string; readonly version: string };
  readonly architecture?: string | undefined;
  readonly licenses?: readonly string[] | undefined;
  readonly development?: boolean | undefined;
}

export interface Reading {
  readonly entries: readonly Entry[];
  readonly problems?: readonly { readonly path?: string; readonly reason: string }[];
  readonly ownedFiles?: readonly string[];
}

interface Definition {
  readonly id: string;
  readonly version?: number;
  readonly evidence: Analyzer['evidence'];
  /** Type of the package URLs; it decides the ecosystem too. */
  readonly purlType: string;
  readonly maxBytes?: number;
  readonly wants: Analyzer['wants'];
  readonly begins?: (head: Uint8Array) => boolean;
  readonly pieces?: boolean;
}

/** Text files that people and package managers write are far smaller. */
export const MAX_TEXT_BYTES = 32 * 1024 * 1024;
/** Packages of one file or folder. The largest lock files known hold some ten thousand. */
export const MAX_ENTRIES = 50_000;
const MAX_NAME = 1024;
/** Lines of what could not be read, for one file. */
const MAX_PROBLEMS = 1000;
/** Characters of all owned paths together. The largest distributions' roots have some 30 million. */
const MAX_OWNED = 256 * 1024 * 1024;

const clean = (text: string): string | undefined => {
  const trimmed = text.trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a control character in a name is what is looked for
  return trimmed.length > MAX_NAME || /[\u0000-\u001f\u007f]/.test(trimmed) ? undefined : trimmed;
};

/** One line, whatever a parser quotes of its input. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be printed
const line = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').slice(0, 400);

function toPackage(definition: Definition, entry: Entry, path: string): Package | string {
  const [name, version] = [clean(entry.name), clean(entry.version)];
  if (name === undefined || version === undefined || name === '') return 'names a package without a usable name or version';
  const type = entry.purl?.type ?? definition.purlType;
  const licenses = (entry.licenses ?? []).filter((license) => license !== '');
  return {
    name, version, analyzer: definition.id,
    ecosystem: entry.ecosystem ?? ECOSYSTEM_OF_TYPE[type] ?? '',
    purl: entry.statedPurl ?? purl({ type, version, ...purlName(type, name), ...entry.purl }),
    locations: [{ path: entry.path ?? path }],
    ...(entry.source === undefined ? {} : { source: entry.source }),
    ...(entry.architecture === undefined || entry.architecture === '' ? {} : { architecture: entry.architecture }),
    ...(licenses.length === 0 ? {} : { licenses }),
    ...(entry.development === undefined ? {} : { development: entry.development }),
  };
}

function collect(definition: Definition, path: string, read: () => Reading): AnalyzerResult {
  const packages: Package[] = [];
  const notAssessed: { path: string; reason: string }[] = [];
  let reading: Reading;
  try {
    reading = read();
  } catch (error) {
    const reason = error instanceof Damaged ? error.message : `cannot be read: ${messageOf(error)}`;
    return { packages, notAssessed: [{ path, reason: line(`${definition.id}: ${reason}`) }] };
  }
  const bad = new Set<string>();
  for (const entry of reading.entries.slice(0, MAX_ENTRIES)) {
    const made = toPackage(definition, entry, path);
    if (typeof made === 'string') bad.add(made); else packages.push(made);
  }
  if (reading.entries.length > MAX_ENTRIES) bad.add(`names ${reading.entries.length} packages, ${MAX_ENTRIES} are read`);
  for (const reason of bad) notAssessed.push({ path, reason: `${definition.id}: ${reason}` });
  const problems = reading.problems ?? [];
  if (problems.length > MAX_PROBLEMS) notAssessed.push({ path, reason: `${definition.id}: ${problems.length} parts could not be read, the first ${MAX_PROBLEMS} are named` });
  for (const problem of problems.slice(0, MAX_PROBLEMS)) notAssessed.push({ path: problem.path ?? path, reason: line(`${definition.id}: ${problem.reason}`) });
  const ownedFiles = reading.ownedFiles ?? [];
  if (ownedFiles.reduce((sum, file) => sum + file.length, 0) > MAX_OWNED) {
    notAssessed.push({ path, reason: `${definition.id}: the paths of its packages are longer than the ${MAX_OWNED} characters that are read` });
    return { packages, notAssessed };
  }
  return { packages, notAssessed, ...(ownedFiles.length === 0 ? {} : { ownedFiles }) };
}

/** Why a file is not even looked at; undefined where it is fine. */
function tooLarge(file: FileContent, maxBytes: number): string | undefined {
  if (file.size > maxBytes || file.bytes.length > maxBytes) return `${Math.max(file.size, file.bytes.length)} bytes are more than the ${maxBytes} that are read`;
  return undefined;
}

const isReading = (reading: Reading | readonly Entry[]): reading is Reading => !Array.isArray(reading);

/** An analyzer that looks at one file at a time. */
export function fileAnalyzer(definition: Definition, read: (file: FileContent, tools: AnalyzerTools) => Reading | readonly Entry[]): FileAnalyzer {
  const maxBytes = definition.maxBytes ?? MAX_TEXT_BYTES;
  return {
    id: definition.id, version: definition.version ?? 1, evidence: definition.evidence, maxBytes, scope: 'file', wants: definition.wants,
    ...(definition.begins === undefined ? {} : { begins: definition.begins }), ...(definition.pieces === true ? { pieces: true } : {}),
    analyze(file, tools) {
      const large = tooLarge(file, maxBytes);
      if (large !== undefined) return { packages: [], notAssessed: [{ path: file.path, reason: `${definition.id}: ${large}` }] };
      return collect(definition, file.path, () => {
        const reading = read(file, tools);
        return isReading(reading) ? reading : { entries: reading };
      });
    },
  };
}

/** Files that belong together: a database, and what it says about single packages. */
export interface Group { readonly path: string; readonly read: () => Reading }

/** An analyzer that needs several files together. `groups` splits them; each group fails alone. */
export function treeAnalyzer(definition: Definition, groups: (files: ReadonlyMap<string, FileContent>, tools: AnalyzerTools) => Iterable<Group>): TreeAnalyzer {
  const maxBytes = definition.maxBytes ?? MAX_TEXT_BYTES;
  return {
    id: definition.id, version: definition.version ?? 1, evidence: definition.evidence, maxBytes, scope: 'tree', wants: definition.wants,
    analyze(files, tools) {
      const fine = new Map<string, FileContent>();
      const results: AnalyzerResult[] = [];
      for (const [path, file] of files) {
        if (definition.wants(path, file.size, file.mode) === false) continue;
        const large = tooLarge(file, maxBytes);
        if (large === undefined) fine.set(path, file); else results.push({ packages: [], notAssessed: [{ path, reason: `${definition.id}: ${large}` }] });
      }
      for (const group of groups(fine, tools)) results.push(collect(definition, group.path, group.read));
      const ownedFiles = results.flatMap((result) => result.ownedFiles ?? []);
      return {
        packages: results.flatMap((result) => result.packages), notAssessed: results.flatMap((result) => result.notAssessed),
        ...(ownedFiles.length === 0 ? {} : { ownedFiles }),
      };
    },
  };
}
