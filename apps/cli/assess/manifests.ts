/** Manifests of files, directories and standard input into an assessor. */
import { cutFile, findManifests, isProblem, type ManifestFile, type ManifestPiece, type ManifestProblem, parsePiece } from '#adapters/manifests/index.ts';
import { LIMITS } from '#core/limits.ts';
import { ProblemError } from '#core/result.ts';
import type { KubeObject } from '#core/words.ts';
import { Progress } from '../progress.ts';
import type { Assessor } from './assessor.ts';

const NOTHING = { apiVersion: '', kind: '', namespace: null, name: '' };

/** What the paths of a call mean; reads nothing yet. */
export class Manifests {
  readonly #files: readonly (ManifestFile | ManifestProblem)[];
  #stdin: readonly Buffer[] | null = null;

  /** @throws ProblemError when a path does not exist or holds no manifest */
  constructor(paths: readonly string[]) { this.#files = findManifests(paths); }

  get size(): number { return this.#files.length; }

  /** Pieces and problems, in order; `update` hears how many files are done. */
  async *pieces(update: (files: number) => void = () => {}): AsyncGenerator<readonly (ManifestPiece | ManifestProblem)[]> {
    let done = 0;
    for (const file of this.#files) {
      if (isProblem(file)) yield [file];
      else yield* cutFile(file, this.#input());
      update(++done);
    }
  }

  /** Keeps standard input in memory, so that it can be read twice. */
  async keepStdin(): Promise<void> {
    if (!this.#files.some((file) => !isProblem(file) && file.path === '-')) return;
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of process.stdin) {
      const buffer = Buffer.from(chunk);
      bytes += buffer.length;
      if (bytes > LIMITS.manifestFileBytes) throw new ProblemError('manifests.tooLarge', `standard input is larger than ${LIMITS.manifestFileBytes} bytes`);
      chunks.push(buffer);
    }
    this.#stdin = chunks;
  }

  async *#input(): AsyncGenerator<Buffer | string> {
    yield* this.#stdin ?? process.stdin;
  }
}

/** `namespaces`: filled with the Namespaces of the manifests before anything is evaluated; null where no policy asks. */
export async function assessManifests(manifests: Manifests, assessor: Assessor, namespaces: Map<string, KubeObject> | null): Promise<void> {
  if (namespaces !== null) await readNamespaces(manifests, namespaces);
  const progress = new Progress('Assessing');
  try {
    for await (const cuts of manifests.pieces((files) => progress.update(files, manifests.size, 'files'))) {
      for (const cut of cuts) {
        for (const item of isProblem(cut) ? [cut] : parsePiece(cut)) {
          if (isProblem(item)) await assessor.problem(item.problem, item.resource ?? NOTHING, item.source);
          else await assessor.object(item.object, item.source, item.locate);
        }
      }
      if (manifests.size === 1) progress.update(assessor.objects, 0, 'objects');
    }
  } finally {
    progress.end();
  }
  await assessor.finish();
}

async function readNamespaces(manifests: Manifests, namespaces: Map<string, KubeObject>): Promise<void> {
  await manifests.keepStdin();
  for await (const cuts of manifests.pieces()) {
    for (const cut of cuts) {
      if (isProblem(cut) || !cut.bytes.includes('Namespace')) continue;
      for (const item of parsePiece(cut)) {
        if (isProblem(item) || item.object.kind !== 'Namespace' || item.object.apiVersion !== 'v1') continue;
        const { name } = item.object.metadata;
        if (name !== undefined) namespaces.set(name, item.object);
      }
    }
  }
}
