/**
 * environment.yml of conda: `name=version[=build]` names a version, `name>=1` none; the `pip` list inside is in pip's
 * syntax (https://docs.conda.io/projects/conda/en/latest/user-guide/tasks/manage-environments.html).
 */
import { damaged } from '../shared/damaged.ts';
import { type Entry, fileAnalyzer, type Reading } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';
import { readRequirements } from '../shared/requirements.ts';
import { isObject, list, own, string } from '../shared/structured.ts';
import { parseYaml } from '../shared/yaml.ts';

function read(text: string): Reading {
  const environment = parseYaml(text);
  if (!isObject(environment)) return damaged('holds no environment');
  const entries: Entry[] = [];
  const problems: { reason: string }[] = [];
  for (const item of list(own(environment, 'dependencies'))) {
    if (isObject(item)) {
      const pip = readRequirements(list(own(item, 'pip')).map(string).join('\n'));
      entries.push(...pip.entries);
      problems.push(...(pip.problems ?? []));
      continue;
    }
    const match = /^(?:[^:\s]+::)?([\w.-]+)\s*={1,2}\s*([\w.!+-]+)(?:=(\S+))?$/.exec(string(item));
    if (match === null) problems.push({ reason: `${string(item).slice(0, 120)} names no version` });
    else entries.push({ name: match[1]!, version: match[2]!, ecosystem: '', purl: { type: 'conda', name: match[1]!, qualifiers: { build: match[3] } } });
  }
  return { entries, problems };
}

export const analyzer = fileAnalyzer({ id: 'conda-environment', evidence: 'declared', purlType: 'pypi', wants: named('environment.yml', 'environment.yaml') }, (file, tools) => read(tools.text(file.bytes)));
