/**
 * Debian packages: dpkg's status file, the status.d folder of distroless images, and the same format as opkg (OpenWrt)
 * writes it. The format is deb-control(5) and dpkg-query(1); owned files come from `info/*.list` and, where only
 * checksums were kept, from `*.md5sums`.
 */
import type { AnalyzerTools, FileContent } from '#core/packages.ts';
import { damaged } from '../shared/damaged.ts';
import { type Entry, type Group, type Reading, treeAnalyzer } from '../shared/guard.ts';
import { MANY_LINES, lines, stanzas, type Stanza } from '../shared/text.ts';

const STATUS = /(?:^|\/)var\/lib\/dpkg\/status$|(?:^|\/)usr\/lib\/opkg\/status$/;
const STATUS_FOLDER = /(?:^|\/)var\/lib\/dpkg\/status\.d\/[^/]+$/;
const OWNED = /(?:^|\/)var\/lib\/dpkg\/(?:info|status\.d)\/[^/]+\.(?:list|md5sums)$|(?:^|\/)usr\/lib\/opkg\/info\/[^/]+\.list$/;
const FIELDS = new Set(['package', 'version', 'status', 'architecture', 'source']);

/** `Source: name (version)`: the version stands there only where it is not the binary's own. */
function sourceOf(stanza: Stanza, name: string, version: string): { name: string; version: string } {
  const match = /^(\S+)(?:\s+\(([^)]+)\))?/.exec(stanza.get('source') ?? '');
  return { name: match?.[1] ?? name, version: match?.[2] ?? version };
}

/** Whether the package is on the disk. The third word of Status counts: `config-files` and the like left no program. */
function installed(stanza: Stanza, folder: boolean): boolean {
  const status = stanza.get('status');
  return status === undefined ? folder : status.split(/\s+/)[2] === 'installed';
}

function readStatus(text: string, folder: boolean, opkg: boolean): Reading {
  const entries: Entry[] = [];
  const problems = new Set<string>();
  for (const stanza of stanzas(text, { strict: true, only: FIELDS })) {
    const name = stanza.get('package') ?? damaged('a stanza names no package');
    if (!installed(stanza, folder)) continue;
    const version = stanza.get('version') ?? '';
    if (version === '') { problems.add(`${name} is installed, but its version is not written down`); continue; }
    const architecture = stanza.get('architecture');
    entries.push({
      name, version, source: sourceOf(stanza, name, version), architecture,
      purl: { ...(opkg ? { type: 'opkg' } : {}), qualifiers: { arch: architecture } },
    });
  }
  return { entries, problems: [...problems].map((reason) => ({ reason })) };
}

/** Paths of a `.list` (a line each) or of an `md5sums` file (checksum, two blanks, path). */
function owned(path: string, text: string): string[] {
  const files: string[] = [];
  for (const line of lines(text, MANY_LINES)) {
    const file = (path.endsWith('.md5sums') ? line.slice(34) : line).replace(/^\.?\/+/, '');
    if (file !== '' && file !== '.') files.push(file);
  }
  return files;
}

function* groups(files: ReadonlyMap<string, FileContent>, tools: AnalyzerTools): Generator<Group> {
  for (const [path, file] of files) {
    // The same files, of which the list of files has more.
    if (path.endsWith('.md5sums') && (files.get(`${path.slice(0, -'md5sums'.length)}list`)?.size ?? 0) > 0) continue;
    if (OWNED.test(path)) yield { path, read: () => ({ entries: [], ownedFiles: owned(path, tools.text(file.bytes)) }) };
    else yield { path, read: () => readStatus(tools.text(file.bytes), STATUS_FOLDER.test(path), path.includes('opkg/')) };
  }
}

export const analyzer = treeAnalyzer({
  id: 'dpkg', evidence: 'installed', purlType: 'deb',
  wants: (path) => (path.includes('pkg/') && (STATUS.test(path) || OWNED.test(path) || STATUS_FOLDER.test(path)) ? 'content' : false),
}, groups);
