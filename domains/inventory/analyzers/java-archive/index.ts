/**
 * Java archives: every `pom.properties` inside (a shaded archive has several), archives in archives (Spring Boot, war,
 * ear), else file name, manifest and classes. Bounded in depth, members and unpacked bytes over all levels together.
 */
import type { AnalyzerTools, ByteSource, FileContent } from '#core/packages.ts';
import { messageOf } from '#core/result.ts';
import { damaged } from '../shared/damaged.ts';
import { type Entry, fileAnalyzer, type Reading } from '../shared/guard.ts';
import { baseName, endsIn } from '../shared/paths.ts';
import { lines } from '../shared/text.ts';
import { type Budget, budgetFor, readZip, sourceOf, type ZipMember } from '../shared/zip.ts';
import { type Coordinates, fromFileName, identify } from './identify.ts';
import { type Manifest, parseManifest } from './manifest.ts';

const ARCHIVE = /\.(?:jar|war|ear|par|sar|rar|nar|jpi|hpi|kar|lpkg)$/i;
const ends = endsIn('rig');
const MAX_DEPTH = 8;
/** Archives in archives are packed already: what grows much more is no program. */
const MAX_RATIO = 8;
const SMALL_UNPACKED = 32 * 1024 * 1024;
const MAX_UNPACKED = 256 * 1024 * 1024;
const MAX_BYTES = 256 * 1024 * 1024;
/** A record of Maven or a manifest; those of signed archives name every member. */
const MAX_TEXT = 16 * 1024 * 1024;

interface Walk { readonly entries: Entry[]; readonly problems: { path: string; reason: string }[]; readonly tools: AnalyzerTools; readonly budget: Budget }

/** java.util.Properties as Maven writes them: `key=value`, comments with #. */
function parsePom(text: string): Coordinates | undefined {
  const values = new Map<string, string>();
  for (const line of lines(text)) {
    const match = /^\s*(groupId|artifactId|version)\s*[=:]\s*(\S+)\s*$/.exec(line);
    if (match !== null) values.set(match[1]!, match[2]!);
  }
  const [group, artifact, version] = ['groupId', 'artifactId', 'version'].map((key) => values.get(key) ?? '') as [string, string, string];
  return [group, artifact, version].some((value) => value === '' || value.includes('${')) ? undefined : { group, artifact, version };
}

const entry = ({ group, artifact, version }: Coordinates, path: string): Entry => ({ name: `${group}:${artifact}`, version, path });

function textOf(member: ZipMember, tools: AnalyzerTools): string {
  const bytes = member.size > MAX_TEXT ? undefined : member.read();
  return bytes === undefined || bytes.length > MAX_TEXT ? damaged(`${baseName(member.name)} is larger than the ${MAX_TEXT} bytes that are read`) : tools.text(bytes);
}

function manifestOf(members: readonly ZipMember[], tools: AnalyzerTools): Manifest {
  const member = members.find(({ name }) => name.toUpperCase() === 'META-INF/MANIFEST.MF');
  return member === undefined ? new Map() : parseManifest(textOf(member, tools));
}

function walk(source: ByteSource, path: string, depth: number, state: Walk): void {
  if (depth > MAX_DEPTH) damaged(`archives lie in each other deeper than ${MAX_DEPTH}`);
  const members = readZip(source, state.tools, state.budget);
  const before = state.entries.length, artifacts = new Set<string>();
  for (const member of members) {
    if (baseName(member.name) !== 'pom.properties') continue;
    const pom = parsePom(textOf(member, state.tools));
    if (pom === undefined) continue;
    artifacts.add(pom.artifact);
    state.entries.push(entry(pom, path));
  }
  // Records of what is shaded in are not about the archive itself.
  const own = fromFileName(baseName(path))?.artifact;
  if (state.entries.length === before || (own !== undefined && !artifacts.has(own))) {
    const found = identify(baseName(path), manifestOf(members, state.tools), members.map(({ name }) => name));
    if (found !== undefined) state.entries.push(entry(found, path));
    else if (!members.some(({ name }) => ARCHIVE.test(name))) state.problems.push({ path, reason: 'does not say which artifact it is' });
  }
  for (const member of members) if (ARCHIVE.test(member.name)) nested(member, `${path}!/${member.name}`, depth, state);
}

/** An inner archive that cannot be read spoils only itself. */
function nested(member: ZipMember, path: string, depth: number, state: Walk): void {
  try {
    walk(member.source(), path, depth + 1, state);
  } catch (error) {
    state.problems.push({ path, reason: messageOf(error) });
  }
}

function read(file: FileContent, tools: AnalyzerTools): Reading {
  const source = sourceOf(file);
  const state: Walk = { entries: [], problems: [], tools, budget: budgetFor(source, Math.min(MAX_UNPACKED, Math.max(SMALL_UNPACKED, MAX_RATIO * source.length))) };
  walk(source, file.path, 0, state);
  return { entries: state.entries, problems: state.problems };
}

export const analyzer = fileAnalyzer(
  { id: 'java-archive', version: 2, evidence: 'installed', purlType: 'maven', maxBytes: MAX_BYTES, wants: (path) => (ends(path) && ARCHIVE.test(path) ? 'content' : false), pieces: true },
  read,
);
