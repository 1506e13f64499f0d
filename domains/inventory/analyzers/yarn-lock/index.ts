/**
 * yarn.lock of Yarn 1 (a format of its own) and of Yarn 2 and later (YAML). Both are blocks: a line of keys without
 * indent, then fields indented by two. https://classic.yarnpkg.com/lang/en/docs/yarn-lock/
 */
import { damaged } from '../shared/damaged.ts';
import { type Entry, fileAnalyzer, type Reading } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';
import { lines } from '../shared/text.ts';

interface Block { readonly key: string; version: string; resolution: string; resolved: string }

const unquote = (text: string): string => text.trim().replace(/^"(.*)"$/s, '$1');

/** `name@range`, where the name may begin with @. */
function splitReference(text: string): { name: string; range: string } {
  const at = text.indexOf('@', 1);
  return at < 0 ? { name: text, range: '' } : { name: text.slice(0, at), range: text.slice(at + 1) };
}

function* blocks(text: string): Generator<Block> {
  let block: Block | undefined;
  let number = 0;
  for (const line of lines(text)) {
    number += 1;
    if (line.trim() === '' || line.startsWith('#') || line === ':') continue;
    if (line[0] !== ' ') {
      if (block !== undefined) yield block;
      // YAML writes keys of more than 1,024 characters as `? key`, with the colon on a line of its own.
      if (!line.endsWith(':') && !line.startsWith('? ')) damaged(`line ${number} is no part of a lock of Yarn`);
      // All keys of a block name one package: the first will do. They share one pair of quotes in YAML.
      const first = line.replace(/^\? /, '').replace(/:$/, '').split(', ', 1)[0]!;
      block = { key: first.replaceAll('"', ''), version: '', resolution: '', resolved: '' };
      continue;
    }
    const field = /^ {2}"?(version|resolution|resolved)"?:? (.+)$/.exec(line);
    if (field !== null && block !== undefined) block[field[1] as 'version' | 'resolution' | 'resolved'] = unquote(field[2]!);
  }
  if (block !== undefined) yield block;
}

/** The package that a registry's tarball `.../[@scope/]name/-/file.tgz` belongs to: what is installed, whatever it is called. */
const fromTarball = (url: string): string | undefined => /^https?:\/\/[^?#]*?\/((?:@[^/?#]+\/)?[^/@?#]+)\/-\/[^/?#]+\.tgz/.exec(url.replace(/%2f/i, '/'))?.[1];

function entry(block: Block): Entry {
  const { name, range } = splitReference(block.resolution || block.key);
  // `alias@npm:name@range` of Yarn 1; later versions name the package in `resolution`.
  const alias = block.resolution === '' ? /^npm:(.+)$/.exec(range)?.[1] : undefined;
  const real = alias === undefined || /^[\d^~<>=*]/.test(alias) ? fromTarball(block.resolved) ?? name : splitReference(alias).name;
  const from = block.resolution === '' ? block.resolved : range;
  return { name: real, version: block.version, purl: { qualifiers: { vcs_url: /(?:\.git|^git[+@:].*)#|#commit=/.test(from) ? from : undefined } } };
}

function read(text: string): Reading {
  const entries: Entry[] = [];
  for (const block of blocks(text)) {
    // The project itself is a workspace at '.'; other workspaces are packages of their own.
    if (block.key === '__metadata' || block.resolution.endsWith('@workspace:.')) continue;
    entries.push(entry(block));
  }
  return { entries };
}

export const analyzer = fileAnalyzer({ id: 'yarn-lock', evidence: 'declared', purlType: 'npm', wants: named('yarn.lock') }, (file, tools) => read(tools.text(file.bytes)));
