/**
 * Ruby gems: NAME-VERSION.gemspec as RubyGems writes it into `specifications/`, and gemspecs in the sources of a gem
 * whose version is a literal or a constant of the same file. A gemspec is a program; one that takes its version from
 * elsewhere is said to be unread.
 */
import { fileAnalyzer, type Reading } from '../shared/guard.ts';
import { matching } from '../shared/paths.ts';

const SPECIFICATION = /^[ \t]*Gem::Specification\.new\b/m;
const LITERAL = (field: string): RegExp => new RegExp(`^[ \\t]*\\w+\\.${field}\\s*=\\s*(?:Gem::Version\\.new\\()?%?["'\`q{(]{1,2}([^"'\`})]+)["'\`})]`, 'm');
const NAME = LITERAL('name');
const VERSION = LITERAL('version');
const CONSTANT = /^[ \t]*\w+\.version\s*=\s*(?:\w+::)*([A-Z]\w*)\s*(?:\.freeze\s*)?$/m;

function read(text: string): Reading {
  if (!SPECIFICATION.test(text)) return { entries: [], problems: [{ reason: 'holds no specification of a gem' }] };
  const name = NAME.exec(text)?.[1];
  const constant = CONSTANT.exec(text)?.[1];
  const value = constant === undefined ? VERSION.exec(text)?.[1] : new RegExp(`^[ \\t]*${constant}\\s*=\\s*["']([^"']+)["']`, 'm').exec(text)?.[1];
  if (name === undefined || value === undefined) return { entries: [], problems: [{ reason: 'takes its name or version from elsewhere' }] };
  const licenses = /^[ \t]*\w+\.licenses?\s*=\s*\[?([^\]\n]*)/m.exec(text)?.[1]?.match(/["']([^"']+)["']/g)?.map((license) => license.slice(1, -1));
  const platform = /^[ \t]*\w+\.platform\s*=\s*["']([^"']+)["']/m.exec(text)?.[1];
  return { entries: [{ name, version: value, licenses, purl: { qualifiers: { platform: platform === 'ruby' ? undefined : platform } } }] };
}

export const analyzer = fileAnalyzer(
  { id: 'gemspec', evidence: 'installed', purlType: 'gem', maxBytes: 4 * 1024 * 1024, wants: matching(/(?:^|\/)specifications\/(?:default\/)?[^/]+\.gemspec$/, 'c') },
  (file, tools) => read(tools.text(file.bytes)),
);
