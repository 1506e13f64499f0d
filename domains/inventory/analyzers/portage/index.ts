/**
 * Gentoo packages: portage's database `var/db/pkg/CATEGORY/NAME-VERSION/`. Name and version split as the Package
 * Manager Specification (https://projects.gentoo.org/pms/8/pms.html, 3.1.2 and 3.2) says: the version is what follows
 * the last hyphen that a version syntax stands behind, with its revision.
 */
import type { AnalyzerTools, FileContent } from '#core/packages.ts';
import { damaged } from '../shared/damaged.ts';
import { type Group, type Reading, treeAnalyzer } from '../shared/guard.ts';
import { endsIn } from '../shared/paths.ts';
import { MANY_LINES, lines } from '../shared/text.ts';

const FOLDER = /(?:^|\/)var\/db\/pkg\/([^/]+)\/([^/]+)\/(?:PF|CONTENTS|LICENSE|SIZE)$/;
const ends = endsIn('fse');
const VERSION = /^\d{1,40}(?:\.\d{1,40})*[a-z]?(?:_(?:alpha|beta|pre|rc|p)\d*)*(?:-r\d+)?$/;

/** Splits `name-1.2-r3`; undefined where there is no version. */
function split(text: string): { name: string; version: string } | undefined {
  for (let at = text.indexOf('-'); at > 0; at = text.indexOf('-', at + 1)) {
    const version = text.slice(at + 1);
    if (version.length < 200 && VERSION.test(version)) return { name: text.slice(0, at), version };
  }
  return undefined;
}

/** `obj /path md5 mtime`, `sym /path -> target mtime`; the path may hold blanks. */
function ownedFiles(text: string): string[] {
  const owned: string[] = [];
  for (const line of lines(text, MANY_LINES)) {
    const match = /^obj \/(.+) [0-9a-f]{32} \d+$/.exec(line) ?? /^sym \/(.+?) -> /.exec(line);
    if (match !== null) owned.push(match[1]!);
  }
  return owned;
}

function readPackage(category: string, folder: string, parts: ReadonlyMap<string, FileContent>, tools: AnalyzerTools): Reading {
  const text = (name: string): string => { const file = parts.get(name); return file === undefined ? '' : tools.text(file.bytes); };
  const full = parts.has('PF') ? text('PF').trim() : folder;
  const { name, version } = split(full) ?? damaged(`'${full.slice(0, 80)}' is not a package name with a version`);
  // Groups of licences (@GPL-COMPATIBLE) name sets of the user's configuration; they are kept as they stand.
  const licenses = text('LICENSE').split(/[\s()|]+/).filter((word) => word !== '' && !word.endsWith('?'));
  return {
    entries: [{ name: `${category}/${name}`, version, licenses, purl: { namespace: category, name } }],
    ownedFiles: ownedFiles(text('CONTENTS')),
  };
}

function* groups(files: ReadonlyMap<string, FileContent>, tools: AnalyzerTools): Generator<Group> {
  const packages = new Map<string, Map<string, FileContent>>();
  for (const [path, file] of files) {
    const at = path.lastIndexOf('/');
    const folder = path.slice(0, at);
    const parts = packages.get(folder) ?? new Map<string, FileContent>();
    packages.set(folder, parts.set(path.slice(at + 1), file));
  }
  for (const [path, parts] of packages) {
    const [category, folder] = path.split('/').slice(-2) as [string, string];
    // PF is where every version of portage writes its name; else any file that tells that the package is there.
    const file = ['PF', 'CONTENTS', 'SIZE', 'LICENSE'].find((name) => parts.has(name))!;
    yield { path: `${path}/${file}`, read: () => readPackage(category, folder, parts, tools) };
  }
}

export const analyzer = treeAnalyzer(
  { id: 'portage', evidence: 'installed', purlType: 'ebuild', wants: (path) => (ends(path) && FOLDER.test(path) ? 'content' : false) },
  groups,
);
