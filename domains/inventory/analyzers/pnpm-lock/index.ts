/**
 * pnpm-lock.yaml, versions 5 to 9 (https://github.com/pnpm/spec/tree/master/lockfile). `packages` is keyed by
 * dependency paths: `/name/1.2.3_peers` in 5, `/name@1.2.3(peers)` in 6, `name@1.2.3` in 9; what is not from the
 * registry states `name` and `version`.
 */
import { damaged } from '../shared/damaged.ts';
import { type Entry, fileAnalyzer, type Reading } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';
import { entries, isObject, type Json, own, string } from '../shared/structured.ts';
import { parseYamlDocuments } from '../shared/yaml.ts';

/** Name and version that a path says; undefined where it points at something else. */
function split(path: string): { name: string; version: string } | undefined {
  const plain = path.replace(/\(.*$/s, '');
  const at = plain.replace(/^\//, '').match(/^((?:@[^/@]+\/)?[^/@]+)@(.+)$/);
  if (at !== null) return { name: at[1]!, version: at[2]! };
  const slash = /^[^/]*\/((?:@[^/]+\/)?[^/@]+)\/([^/_]+)(?:_.*)?$/.exec(plain);
  return slash === null ? undefined : { name: slash[1]!, version: slash[2]! };
}

function entry(path: string, item: Json): Entry | undefined {
  const parts = split(path);
  const name = string(own(item, 'name')) || parts?.name;
  const stated = string(own(item, 'version'));
  const version = stated || (/^\d/.test(parts?.version ?? '') ? parts!.version : '');
  if (name === undefined || (parts === undefined && stated === '')) return undefined;
  const resolution = own(item, 'resolution');
  const [repo, commit] = [string(own(resolution, 'repo')), string(own(resolution, 'commit'))];
  return {
    name, version, ...(own(item, 'dev') === 'true' ? { development: true } : {}),
    purl: { qualifiers: { vcs_url: repo === '' ? undefined : `git+${repo}@${commit}` } },
  };
}

function read(text: string): Reading {
  const found: Entry[] = [];
  const problems: { reason: string }[] = [];
  for (const lock of parseYamlDocuments(text)) {
    if (lock === null || lock === undefined || lock === '') continue;
    if (!isObject(lock)) return damaged('holds no lock');
    for (const [path, item] of entries(own(lock, 'packages'))) {
      const made = entry(path, item);
      if (made === undefined) problems.push({ reason: `${path.slice(0, 120)} names no package with a version` }); else found.push(made);
    }
  }
  return { entries: found, problems };
}

export const analyzer = fileAnalyzer({ id: 'pnpm-lock', evidence: 'declared', purlType: 'npm', wants: named('pnpm-lock.yaml') }, (file, tools) => read(tools.text(file.bytes)));
