/**
 * Reads Kubernetes manifests: files, directories and standard input; YAML with many documents, JSON, JSON lists of any
 * size. One item an object, one item a thing that could not be read, in a stable order; a bad document spoils only itself.
 */
import { parsePiece } from './parse.ts';
import { cutFile, cutText } from './pieces.ts';
import { isProblem, type ManifestItem } from './types.ts';
import { findManifests } from './walk.ts';

export { parsePiece } from './parse.ts';
export { cutFile } from './pieces.ts';
export { isProblem, type ManifestItem, type ManifestPiece, type ManifestProblem } from './types.ts';
export { findManifests, type ManifestFile } from './walk.ts';

export interface ReadOptions {
  /** Read for the path `-`. Default: the standard input of the process. */
  readonly stdin?: AsyncIterable<Buffer | string>;
}

/**
 * Everything below the paths (`-`: standard input).
 * @throws ProblemError `manifests.notFound`, `manifests.empty`, `manifests.tooMany` before the first item
 */
export async function* readManifests(paths: readonly string[], options: ReadOptions = {}): AsyncGenerator<ManifestItem> {
  for (const file of findManifests(paths)) {
    if (isProblem(file)) yield file;
    else for await (const cuts of cutFile(file, options.stdin ?? process.stdin)) yield* items(cuts);
  }
}

/** The same for text in memory; `file` is the name that sources carry. */
export function parseManifestText(file: string, text: string): Iterable<ManifestItem> {
  return items(cutText(file, Buffer.from(text)));
}

function* items(cuts: ReturnType<typeof cutText>): Generator<ManifestItem> {
  for (const cut of cuts) {
    if (isProblem(cut)) yield cut;
    else yield* parsePiece(cut);
  }
}
