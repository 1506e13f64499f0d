/** gradle.lockfile and buildscript-gradle.lockfile: `group:artifact:version=configurations` (https://docs.gradle.org/current/userguide/dependency_locking.html). */
import { damaged } from '../shared/damaged.ts';
import { type Entry, fileAnalyzer } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';
import { lines } from '../shared/text.ts';

function read(text: string): Entry[] {
  const entries: Entry[] = [];
  for (const line of lines(text)) {
    const item = line.trim();
    if (item === '' || item.startsWith('#') || item.startsWith('empty=')) continue;
    const match = /^([^:=]+):([^:=]+):([^:=]+)(?:=(.*))?$/.exec(item) ?? damaged(`'${item.slice(0, 80)}' is no locked dependency`);
    const configurations = (match[4] ?? '').split(',').filter((name) => name !== '');
    const test = configurations.length > 0 && configurations.every((name) => /^test|Test/.test(name));
    entries.push({ name: `${match[1]}:${match[2]}`, version: match[3]!, ...(test ? { development: true } : {}) });
  }
  return entries;
}

export const analyzer = fileAnalyzer({ id: 'gradle-lock', evidence: 'declared', purlType: 'maven', wants: named('gradle.lockfile', 'buildscript-gradle.lockfile') }, (file, tools) => read(tools.text(file.bytes)));
