/** What the JSON cutter finds as pieces: values, and the items of lists with what their list says of them. */
import { LIMITS } from '#core/limits.ts';
import { parseJson } from './json.ts';
import type { JsonSink, ListHead } from './json-cutter.ts';
import { type ManifestPiece, type ManifestProblem, problem } from './types.ts';

export type Cut = ManifestPiece | ManifestProblem;

export const mebibytes = (bytes: number): string => `${bytes / (1024 * 1024)} MiB`;
const TOO_LARGE_JSON = `the JSON value is larger than ${mebibytes(LIMITS.manifestDocumentBytes)}`;
/** Items of a typed list that wait for the list to say what they are. */
const HELD_BYTES = 64 * 1024 * 1024;

/**
 * Turns what the JSON cutter finds into pieces. Several values in one text are documents of their own. Items of a
 * typed list take kind and apiVersion from it (unstructured/helpers.go, decodeToList), also where it names them last.
 */
export function listReader(first: { file: string; document: number; line: number }, cuts: Cut[], failed: (reason: string, document: number, line: number) => void): JsonSink {
  let held: ManifestPiece[] | null = null;
  let heldBytes = 0;
  const release = (head: Partial<ListHead>): void => {
    for (const piece of held ?? []) cuts.push(withHead(piece, head));
    held = null;
    heldBytes = 0;
  };
  return {
    value({ bytes, document, line, item }, head) {
      const source = { file: first.file, document: first.document + document - 1, line: first.line + line - 1, ...(item === undefined ? {} : { item }) };
      if (bytes === null) {
        cuts.push(problem(source, TOO_LARGE_JSON));
        return;
      }
      const piece: ManifestPiece = { bytes, format: 'json', source };
      if (item === 1 && head.kind === undefined && !namesItself(bytes)) held = [];
      if (held === null) {
        cuts.push(item === undefined ? piece : withHead(piece, head));
        return;
      }
      held.push({ ...piece, bytes: Buffer.from(bytes) });
      if ((heldBytes += bytes.length) > HELD_BYTES) release({});
    },
    listEnded: (_document, head) => release(head),
    failed(reason, document, line) {
      release({});
      failed(reason, first.document + Math.max(document, 1) - 1, first.line + line - 1);
    },
  };
}

function withHead(piece: ManifestPiece, { apiVersion, kind }: Partial<ListHead>): ManifestPiece {
  if (apiVersion === undefined || kind === undefined || kind === 'List' || !kind.endsWith('List')) return piece;
  return { ...piece, inferred: { apiVersion, kind: kind.slice(0, -'List'.length) } };
}

function namesItself(bytes: Buffer): boolean {
  const parsed = parseJson(bytes.toString());
  const value = parsed.ok ? parsed.values[0] : null;
  return typeof value !== 'object' || value === null || 'kind' in value;
}
