/** One piece of a file to its objects. Never throws: what cannot be read becomes a problem with its line. */
import { isUtf8 } from 'node:buffer';
import type { ManifestSource } from '#core/words.ts';
import { parseJson } from './json.ts';
import { lineOfPath } from './locate.ts';
import { objectsOf } from './objects.ts';
import { isProblem, type ManifestItem, type ManifestPiece, type ManifestProblem, problem } from './types.ts';
import { parseYaml } from './yaml.ts';

export function parsePiece(piece: ManifestPiece): readonly ManifestItem[] {
  const { bytes, source } = piece;
  if (!isUtf8(bytes)) return [problem(source, 'the text is not valid UTF-8')];
  const text = bytes.toString();
  const parsed = piece.format === 'json' ? parseJson(text) : parseYaml(text);
  if (!parsed.ok) return [notRead(piece, text, parsed.reason, parsed.line)];
  const items: ManifestItem[] = [];
  for (const value of parsed.values) {
    for (const found of objectsOf(value, piece)) {
      if (isProblem(found)) items.push(found);
      else {
        const { object, within } = found;
        items.push({ object, source: found.source, locate: (path) => locate(text, source.line, within, path) });
      }
    }
  }
  return items;
}

function locate(text: string, firstLine: number, within: string, path: string): number | null {
  const line = lineOfPath(text, within === '' ? path : `${within}.${path}`);
  return line === null ? null : firstLine + line;
}

function notRead({ format, source }: ManifestPiece, text: string, reason: string, line: number): ManifestProblem {
  const at = (offset: number): ManifestSource => ({ ...source, line: source.line + offset });
  if (format === 'json') return problem(at(line), `not valid JSON: ${reason}`);
  const template = text.indexOf('{{');
  if (template < 0) return problem(at(line), `not valid YAML: ${reason}`);
  const templateLine = text.slice(0, template).split('\n').length - 1;
  return problem(at(templateLine), `a Helm template, not YAML (${reason}): assess what it renders (helm template DIR | breakwater assess -)`);
}
