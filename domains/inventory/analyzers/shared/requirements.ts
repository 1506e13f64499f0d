/** pip's requirements format: https://pip.pypa.io/en/stable/reference/requirements-file-format/, specifiers of PEP 440 and PEP 508. */
import type { Entry, Reading } from './guard.ts';
import { lines } from './text.ts';

/** Characters of one requirement with its hashes. */
const MAX_LINE = 16_384;

/** Lines joined at a backslash, without comments. */
function* logicalLines(text: string): Generator<string> {
  let joined = '';
  for (const line of lines(text)) {
    // A comment ends a line even where a continuation was open.
    const hash = line.search(/(?:^|\s)#/);
    const bare = hash < 0 ? line : line.slice(0, hash);
    if (bare.endsWith('\\') && bare === line) { joined += bare.slice(0, -1); continue; }
    yield (joined + bare).trim();
    joined = '';
  }
  if (joined !== '') yield joined.trim();
}

/** The one version that specifiers allow, `==1.2` or `===1.2`; undefined for ranges and wildcards. */
function pinned(specifiers: string): string | undefined {
  const match = /^={2,3}\s*([^\s,;*]+)$/.exec(specifiers.replace(/^\((.*)\)$/, '$1').trim());
  return match?.[1];
}

/** A requirement of PEP 508 in its parts; undefined where the line is none. */
function requirement(line: string): { name: string; specifiers: string; url?: string } | undefined {
  // Markers follow ';', options such as --hash a blank.
  const bare = line.split(/\s--(?:hash|config-settings|global-option|install-option)\b/, 1)[0]!.split(';', 1)[0]!.trim();
  const match = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(.*)$/.exec(bare);
  if (match === null) return undefined;
  const rest = match[2]!.trim();
  if (rest.startsWith('@')) return { name: match[1]!, specifiers: '', url: rest.slice(1).trim() };
  return rest === '' || /^[<>=!~(]/.test(rest) ? { name: match[1]!, specifiers: rest } : undefined;
}

/** The pinned packages of a requirements file; what is not pinned is named among the problems. */
export function readRequirements(text: string): Reading {
  const entries: Entry[] = [];
  const problems: { reason: string }[] = [];
  for (const line of logicalLines(text)) {
    // Options: other files are found by themselves, indexes and flags name no package.
    if (line === '' || /^--?[a-zA-Z]/.test(line)) continue;
    const found = line.length > MAX_LINE ? undefined : requirement(line);
    if (found === undefined) { problems.push({ reason: `${line.slice(0, 120)} is no requirement of a named package` }); continue; }
    const version = pinned(found.specifiers);
    if (version !== undefined) entries.push({ name: found.name, version });
    else problems.push({ reason: `${found.name} is not pinned to a version` });
  }
  return { entries, problems };
}
