/**
 * package-lock.json, npm-shrinkwrap.json and node_modules/.package-lock.json, versions 1 to 3:
 * https://docs.npmjs.com/cli/configuring-npm/package-lock-json. Where both stand in one folder npm ignores
 * package-lock.json, and so does this.
 */
import type { AnalyzerTools, FileContent } from '#core/packages.ts';
import { damaged } from '../shared/damaged.ts';
import { type Entry, type Group, treeAnalyzer } from '../shared/guard.ts';
import { baseName, folderOf, named } from '../shared/paths.ts';
import { entries, isObject, type Json, type JsonObject, own, parseJsonObject, string } from '../shared/structured.ts';

const MAX_DEPTH = 100;

/** Where npm would fetch it from, if that is not its registry by version. */
const vcs = (from: string): string | undefined => (/^git[+:@]|^github:|^gitlab:|^bitbucket:/.test(from) ? from : undefined);

function entry(name: string, version: string, item: Json): Entry {
  const license = string(own(item, 'license'));
  const development = own(item, 'dev') === true || own(item, 'devOptional') === true;
  return { name, version, licenses: [license], purl: { qualifiers: { vcs_url: vcs(string(own(item, 'resolved'))) } }, ...(development ? { development } : {}) };
}

/** Version 2 and 3: `packages`, keyed by the place in the tree. '' is the project, a link points at another key. */
function fromPackages(packages: Json): Entry[] {
  const found: Entry[] = [];
  for (const [path, item] of entries(packages)) {
    if (path === '' || own(item, 'link') === true) continue;
    const at = path.lastIndexOf('node_modules/');
    // A folder of the project itself is known by its own name, or by that of its folder as npm takes it.
    const name = string(own(item, 'name')) || (at < 0 ? baseName(path) : path.slice(at + 'node_modules/'.length));
    found.push(entry(name, string(own(item, 'version')), item));
  }
  return found;
}

/** Version 1: `dependencies`, nested as the tree is. A version may be a URL; `npm:name@1.2.3` is an alias. */
function fromDependencies(dependencies: Json | undefined, depth: number, inherited = false): Entry[] {
  if (depth > MAX_DEPTH) damaged(`is nested deeper than ${MAX_DEPTH} dependencies`);
  return entries(dependencies).flatMap(([key, item]) => {
    const stated = string(own(item, 'version'));
    const alias = /^npm:(.+)@([^@]+)$/.exec(stated);
    const plain = /^\d/.test(stated) ? stated : '';
    const made = alias === null ? entry(key, plain, item) : entry(alias[1]!, alias[2]!, item);
    const url = alias === null && plain === '' ? vcs(stated) : undefined;
    // What lies below a package is for that package alone.
    const development = inherited || made.development === true;
    const marked = { ...made, ...(development ? { development } : {}), ...(url === undefined ? {} : { purl: { qualifiers: { vcs_url: url } } }) };
    return [marked, ...fromDependencies(own(item, 'dependencies'), depth + 1, development)];
  });
}

function read(lock: JsonObject): Entry[] {
  const packages = own(lock, 'packages');
  return isObject(packages) ? fromPackages(packages) : fromDependencies(own(lock, 'dependencies'), 0);
}

function* groups(files: ReadonlyMap<string, FileContent>, tools: AnalyzerTools): Generator<Group> {
  for (const [path, file] of files) {
    const folder = folderOf(path);
    if (baseName(path) === 'package-lock.json' && files.has(folder === '' ? 'npm-shrinkwrap.json' : `${folder}/npm-shrinkwrap.json`)) continue;
    yield { path, read: () => ({ entries: read(parseJsonObject(tools.text(file.bytes))) }) };
  }
}

export const analyzer = treeAnalyzer({ id: 'npm-lock', evidence: 'declared', purlType: 'npm', wants: named('package-lock.json', 'npm-shrinkwrap.json', '.package-lock.json') }, groups);
