/**
 * go.mod: the modules that a module requires, after its `replace` lines. From Go 1.17 on these are all modules that its
 * packages need. The standard library is a package too: the version of `toolchain`, else the one of `go`.
 */
import { damaged } from '../shared/damaged.ts';
import { type Entry, fileAnalyzer, type Reading } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';
import { goEntry, stdlib } from '../shared/go.ts';
import { type Statement, statements } from './parse.ts';

interface Replacement { readonly to: string; readonly version: string }

/** `old [version] => new [version]`, keyed by old and version. */
function replacement({ words, line }: Statement): [string, Replacement] {
  const arrow = words.indexOf('=>');
  if (arrow < 1 || words[arrow + 1] === undefined) damaged(`line ${line} is no replacement`);
  return [`${words[0]}@${arrow === 2 ? words[1] : ''}`, { to: words[arrow + 1]!, version: words[arrow + 2] ?? '' }];
}

function read(text: string): Reading {
  const required: [string, string][] = [];
  const replaced = new Map<string, Replacement>();
  let go = '';
  let toolchain = '';
  for (const statement of statements(text)) {
    const { verb, words, line } = statement;
    if (verb === 'require') required.push([words[0]!, words[1] ?? damaged(`line ${line} requires a module without a version`)]);
    else if (verb === 'replace') replaced.set(...replacement(statement));
    else if (verb === 'go') go = words[0] ?? '';
    else if (verb === 'toolchain') toolchain = (words[0] ?? '').replace(/^go(?=\d)/, '').replace(/-.*$/, '');
    else if (!/^(?:module|exclude|retract|tool|godebug|ignore)$/.test(verb)) damaged(`line ${line} is no statement of a go.mod file`);
  }
  const entries: Entry[] = required.map(([name, version]) => {
    const other = replaced.get(`${name}@${version}`) ?? replaced.get(`${name}@`);
    if (other === undefined) return goEntry(name, version);
    // A folder of the project stands in: there is no version to compare.
    return /^\.{0,2}\//.test(other.to) || other.to === '.' || other.to === '..' ? goEntry(name, '') : goEntry(other.to, other.version);
  });
  const version = /^\d/.test(toolchain) ? toolchain : go;
  return { entries: version === '' ? entries : [...entries, stdlib(version)] };
}

export const analyzer = fileAnalyzer({ id: 'go-mod', evidence: 'declared', purlType: 'golang', wants: named('go.mod') }, (file, tools) => read(tools.text(file.bytes)));
