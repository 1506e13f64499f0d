/** pubspec.lock of Dart and Flutter: https://dart.dev/tools/pub/glossary#lockfile. */
import { damaged } from '../shared/damaged.ts';
import { type Entry, fileAnalyzer } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';
import { entries, isObject, own, string } from '../shared/structured.ts';
import { parseYaml } from '../shared/yaml.ts';

function read(text: string): Entry[] {
  const lock = parseYaml(text);
  if (!isObject(lock)) return damaged('holds no lock');
  return entries(own(lock, 'packages')).map(([name, item]) => {
    const host = string(own(own(item, 'description'), 'url'));
    const hosted = /^https?:\/\/pub\.(?:dev|dartlang\.org)\/?$/.test(host) || host === '';
    return {
      name, version: string(own(item, 'version')), purl: { qualifiers: hosted ? {} : { repository_url: host } },
      ...(string(own(item, 'dependency')).includes('dev') ? { development: true } : {}),
    };
  });
}

export const analyzer = fileAnalyzer({ id: 'pub-lock', evidence: 'declared', purlType: 'pub', wants: named('pubspec.lock') }, (file, tools) => read(tools.text(file.bytes)));
