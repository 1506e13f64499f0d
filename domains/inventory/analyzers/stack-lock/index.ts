/** stack.yaml.lock of Haskell: `hackage: name-version@sha256:...` (https://docs.haskellstack.org/en/stable/topics/lock_files/). */
import { damaged } from '../shared/damaged.ts';
import { type Entry, fileAnalyzer } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';
import { isObject, list, own, string } from '../shared/structured.ts';
import { parseYaml } from '../shared/yaml.ts';

function read(text: string): Entry[] {
  const lock = parseYaml(text);
  if (!isObject(lock)) return damaged('holds no lock');
  return list(own(lock, 'packages')).flatMap((item) => {
    const completed = own(item, 'completed');
    const match = /^(.+)-(\d[\d.]*)(?:@|$)/.exec(string(own(completed, 'hackage')));
    if (match !== null) return [{ name: match[1]!, version: match[2]! }];
    const [name, version] = [string(own(completed, 'name')), string(own(completed, 'version'))];
    return name === '' ? [] : [{ name, version }];
  });
}

export const analyzer = fileAnalyzer({ id: 'stack-lock', evidence: 'declared', purlType: 'hackage', wants: named('stack.yaml.lock') }, (file, tools) => read(tools.text(file.bytes)));
