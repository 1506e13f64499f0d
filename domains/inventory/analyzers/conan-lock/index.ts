/** conan.lock of Conan 2 (lists of references) and of Conan 1 (a graph of nodes): https://docs.conan.io/2/reference/commands/lock.html. */
import { type Entry, fileAnalyzer } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';
import { conanReference } from '../shared/conan.ts';
import { entries, type JsonObject, list, object, own, parseJsonObject, string } from '../shared/structured.ts';

function fromGraph(graph: JsonObject): Entry[] {
  const found: Entry[] = [];
  const needed = new Set<string>();
  const nodes = entries(own(graph, 'nodes'));
  for (const [, node] of nodes) for (const id of list(own(node, 'build_requires'))) needed.add(string(id));
  for (const [id, node] of nodes) {
    // The node with a path is the project itself.
    if (string(own(node, 'path')) !== '') continue;
    const reference = conanReference(string(own(node, 'ref')) || string(own(node, 'pref')));
    if (reference !== undefined) found.push({ ...reference, ...(needed.has(id) ? { development: true } : {}) });
  }
  return found;
}

function read(lock: JsonObject): Entry[] {
  const graph = own(lock, 'graph_lock');
  if (graph !== undefined) return fromGraph(object(graph));
  return ['requires', 'build_requires', 'python_requires'].flatMap((key) => list(own(lock, key)).flatMap((item) => {
    const reference = conanReference(string(item));
    return reference === undefined ? [] : [{ ...reference, ...(key === 'requires' ? {} : { development: true }) }];
  }));
}

export const analyzer = fileAnalyzer({ id: 'conan-lock', evidence: 'declared', purlType: 'conan', wants: named('conan.lock') }, (file, tools) => read(parseJsonObject(tools.text(file.bytes))));
