/**
 * Gemfile.lock (gems.locked) of Bundler: sections GEM, GIT, PATH with `specs:`, whose entries are indented by four
 * blanks, `name (version[-platform])`; what an entry needs is indented deeper (bundler/lockfile_parser.rb).
 */
import { type Entry, fileAnalyzer } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';
import { lines } from '../shared/text.ts';

const SPEC = /^ {4}(\S+) \(([^)\s]+)\)$/;
/** Platforms of gems with machine code: `1.13.0-x86_64-linux` is version 1.13.0. A version itself holds no hyphen (Gem::Version). */
const platformOf = (version: string): string | undefined => { const at = version.indexOf('-'); return at < 0 ? undefined : version.slice(at + 1); };

function read(text: string): Entry[] {
  const entries: Entry[] = [];
  let section = '';
  let remote = '';
  let revision = '';
  for (const line of lines(text)) {
    if (/^[A-Z]/.test(line)) { section = line.trim(); remote = ''; revision = ''; continue; }
    const field = /^ {2}(remote|revision): (.+)$/.exec(line);
    if (field?.[1] === 'remote') remote = field[2]!;
    if (field?.[1] === 'revision') revision = field[2]!;
    const spec = section === 'GEM' || section === 'GIT' || section === 'PATH' || section === 'PLUGIN SOURCE' ? SPEC.exec(line) : null;
    if (spec === null) continue;
    const platform = platformOf(spec[2]!);
    entries.push({
      name: spec[1]!, version: platform === undefined ? spec[2]! : spec[2]!.slice(0, -platform.length - 1),
      purl: { qualifiers: { platform, ...(section === 'GIT' ? { vcs_url: `git+${remote}@${revision}` } : {}) } },
    });
  }
  return entries;
}

export const analyzer = fileAnalyzer({ id: 'gemfile-lock', evidence: 'declared', purlType: 'gem', wants: named('Gemfile.lock', 'gems.locked') }, (file, tools) => read(tools.text(file.bytes)));
