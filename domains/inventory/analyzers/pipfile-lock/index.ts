/** Pipfile.lock of pipenv: https://github.com/pypa/pipfile. */
import { type Entry, fileAnalyzer } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';
import { entries, type JsonObject, own, parseJsonObject, string } from '../shared/structured.ts';

function read(lock: JsonObject): Entry[] {
  return entries(lock).filter(([section]) => section !== '_meta').flatMap(([section, packages]) => entries(packages).flatMap(([name, item]) => {
    const version = string(own(item, 'version')).replace(/^={2,3}/, '');
    const git = string(own(item, 'git'));
    if (version === '' && git === '') return [];
    return [{
      name, version, purl: { qualifiers: { vcs_url: git === '' ? undefined : `git+${git}@${string(own(item, 'ref'))}` } }, ...(section === 'develop' ? { development: true } : {}),
    }];
  }));
}

export const analyzer = fileAnalyzer({ id: 'pipfile-lock', evidence: 'declared', purlType: 'pypi', wants: named('Pipfile.lock') }, (file, tools) => read(parseJsonObject(tools.text(file.bytes))));
