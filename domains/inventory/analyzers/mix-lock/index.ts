/**
 * mix.lock of Elixir: a map of names to tuples, `{:hex, :package, "version", ...}` or `{:git, "url", "commit", ...}`,
 * an entry a line, as mix writes it (lib/mix/lib/mix/dep/lock.ex).
 */
import { type Entry, fileAnalyzer } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';
import { lines } from '../shared/text.ts';

const HEX = /^\s*"([^"]+)":\s*\{:hex,\s*:"?([\w.-]+)"?,\s*"([^"]+)"/;
const GIT = /^\s*"([^"]+)":\s*\{:git,\s*"([^"]+)",\s*"([^"]+)"/;

function read(text: string): Entry[] {
  const entries: Entry[] = [];
  for (const line of lines(text)) {
    const hex = HEX.exec(line);
    const git = hex === null ? GIT.exec(line) : null;
    // The package on hex.pm may have another name than the application.
    if (hex !== null) entries.push({ name: hex[2]!, version: hex[3]! });
    else if (git !== null) entries.push({ name: git[1]!, version: '', purl: { qualifiers: { vcs_url: `git+${git[2]}@${git[3]}` } } });
  }
  return entries;
}

export const analyzer = fileAnalyzer({ id: 'mix-lock', evidence: 'declared', purlType: 'hex', wants: named('mix.lock') }, (file, tools) => read(tools.text(file.bytes)));
