/** Podfile.lock of CocoaPods: `PODS` lists `Name (version)`, alone or as the key of what it needs. Subspecs share their pod's version. */
import { damaged } from '../shared/damaged.ts';
import { type Entry, fileAnalyzer } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';
import { isObject, list, own, string } from '../shared/structured.ts';
import { parseYaml } from '../shared/yaml.ts';

function read(text: string): Entry[] {
  const lock = parseYaml(text);
  if (!isObject(lock)) return damaged('holds no lock');
  return list(own(lock, 'PODS')).map((item) => {
    const label = isObject(item) ? Object.keys(item)[0] ?? '' : string(item);
    const match = /^(\S+) \(([^)]+)\)$/.exec(label) ?? damaged(`'${label.slice(0, 80)}' names no pod with a version`);
    const [name, ...subspec] = match[1]!.split('/');
    return { name: match[1]!, version: match[2]!, purl: { name: name!, subpath: subspec.join('/') } };
  });
}

export const analyzer = fileAnalyzer({ id: 'podfile-lock', evidence: 'declared', purlType: 'cocoapods', wants: named('Podfile.lock') }, (file, tools) => read(tools.text(file.bytes)));
