/**
 * package.json of installed npm packages: those in node_modules, at the root of a package. One without name or version
 * is part of a package (a folder with its own `type`), not a package.
 */
import type { AnalyzerTools, FileContent } from '#core/packages.ts';
import { type Entry, fileAnalyzer } from '../shared/guard.ts';
import { matching } from '../shared/paths.ts';
import { isObject, list, own, parseJsonObject, string } from '../shared/structured.ts';

function licensesOf(manifest: unknown): string[] {
  const license = own(manifest, 'license');
  if (typeof license === 'string') return [license];
  if (isObject(license)) return [string(own(license, 'type'))];
  return list(own(manifest, 'licenses')).map((item) => string(item) || string(own(item, 'type')));
}

function read(file: FileContent, tools: AnalyzerTools): Entry[] {
  const manifest = parseJsonObject(tools.text(file.bytes));
  const [name, version] = [string(own(manifest, 'name')), string(own(manifest, 'version'))];
  // Unity and editor extensions use the same file for packages that no npm registry has.
  const foreign = typeof own(manifest, 'unity') === 'string' || own(own(manifest, 'engines'), 'vscode') !== undefined;
  if (name === '' || version === '' || foreign || !/^(?:@[^/\s]+\/)?[^/\s]+$/.test(name)) return [];
  return [{ name, version, licenses: licensesOf(manifest) }];
}

/** `node_modules/name/package.json` and `node_modules/@scope/name/package.json`, nothing deeper. */
export const analyzer = fileAnalyzer(
  { id: 'npm-installed', evidence: 'installed', purlType: 'npm', maxBytes: 8 * 1024 * 1024, wants: matching(/(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/@][^/]*\/package\.json$/, 'n') },
  read,
);
