/** conanfile.txt: what a project asks for. Only references to one version are packages; a range names none. */
import { fileAnalyzer, type Reading } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';
import { conanReference } from '../shared/conan.ts';
import { lines } from '../shared/text.ts';

const SECTIONS: Readonly<Record<string, boolean>> = { requires: false, build_requires: true, tool_requires: true, test_requires: true };

function read(text: string): Reading {
  const entries = [];
  const problems = [];
  let development: boolean | undefined;
  for (const line of lines(text)) {
    const section = /^\s*\[([^\]]+)\]/.exec(line)?.[1];
    if (section !== undefined) { development = Object.hasOwn(SECTIONS, section) ? SECTIONS[section] : undefined; continue; }
    const item = line.replace(/(?:^|\s)#.*$/, '').trim();
    if (development === undefined || item === '') continue;
    if (/\/\[/.test(item)) { problems.push({ reason: `${item.slice(0, 120)} is a range of versions, not one` }); continue; }
    const reference = conanReference(item);
    if (reference === undefined) problems.push({ reason: `${item.slice(0, 120)} is no reference to a package` });
    else entries.push(development ? { ...reference, development } : reference);
  }
  return { entries, problems };
}

export const analyzer = fileAnalyzer({ id: 'conanfile', evidence: 'declared', purlType: 'conan', wants: named('conanfile.txt') }, (file, tools) => read(tools.text(file.bytes)));
