/** packages.lock.json of NuGet: https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files#locking-dependencies. */
import { type Entry, fileAnalyzer } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';
import { entries, type JsonObject, own, parseJsonObject, string } from '../shared/structured.ts';

function read(lock: JsonObject): Entry[] {
  const found = new Map<string, Entry>();
  for (const [, packages] of entries(own(lock, 'dependencies'))) {
    for (const [name, item] of entries(packages)) {
      // Type Project is another project of the same solution.
      const version = string(own(item, 'resolved'));
      if (string(own(item, 'type')) !== 'Project' && version !== '') found.set(`${name}\0${version}`, { name, version });
    }
  }
  return [...found.values()];
}

export const analyzer = fileAnalyzer({ id: 'nuget-lock', evidence: 'declared', purlType: 'nuget', wants: named('packages.lock.json') }, (file, tools) => read(parseJsonObject(tools.text(file.bytes))));
