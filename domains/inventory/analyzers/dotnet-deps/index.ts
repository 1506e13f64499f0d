/**
 * NAME.deps.json beside a .NET application: which packages it was published with
 * (https://github.com/dotnet/sdk/blob/main/documentation/specs/runtime-configuration-file.md).
 */
import { type Entry, fileAnalyzer } from '../shared/guard.ts';
import { matching } from '../shared/paths.ts';
import { entries, type JsonObject, own, parseJsonObject, string } from '../shared/structured.ts';

function read(deps: JsonObject): Entry[] {
  const found: Entry[] = [];
  for (const [key, library] of entries(own(deps, 'libraries'))) {
    const slash = key.lastIndexOf('/');
    const type = string(own(library, 'type'));
    // `project` is the application itself and its own projects; `reference` a file without a package.
    if (slash > 0 && (type === 'package' || type === 'runtimepack')) found.push({ name: key.slice(0, slash).replace(/^runtimepack\./, ''), version: key.slice(slash + 1) });
  }
  return found;
}

export const analyzer = fileAnalyzer({ id: 'dotnet-deps', evidence: 'installed', purlType: 'nuget', wants: matching(/\.deps\.json$/, 'n') }, (file, tools) => read(parseJsonObject(tools.text(file.bytes))));
