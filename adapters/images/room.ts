/** What all layers of an image may hold together: each one stays within its own bounds, five hundred of them would not. */
import { LIMITS } from '#core/limits.ts';
import type { AnalyzerResult } from '#core/packages.ts';
import type { LayerContents } from '#core/ports/images.ts';
import { ProblemError } from '#core/result.ts';

/** What is left for the layers to come. */
export interface Left { readonly names: number; readonly packages: number; readonly owned: number }

export const WHOLE: Left = { names: LIMITS.imageNameBytes, packages: LIMITS.imagePackages, owned: LIMITS.imageOwnedBytes };

export class Room {
  #names: number;
  #packages: number;
  #owned: number;

  constructor({ names, packages, owned }: Left = WHOLE) {
    this.#names = names;
    this.#packages = packages;
    this.#owned = owned;
  }

  get left(): Left { return { names: this.#names, packages: this.#packages, owned: this.#owned }; }

  /** @throws ProblemError `image.limit`, worded to follow "the layer" */
  takeNames(bytes: number): void {
    if (bytes > this.#names) over(`names more files than the ${LIMITS.imageNameBytes.toLocaleString('en')} bytes of names that are read of an image`);
    this.#names -= bytes;
  }

  /** All of it or nothing. @throws ProblemError `image.limit` */
  takeResult({ packages, ownedFiles }: AnalyzerResult): void {
    if (packages.length > this.#packages) over(`holds more packages than the ${LIMITS.imagePackages.toLocaleString('en')} that are read of an image`);
    const owned = (ownedFiles ?? []).reduce((sum, file) => sum + file.length, 0);
    if (owned > this.#owned) over(`has packages with more files than the ${LIMITS.imageOwnedBytes.toLocaleString('en')} bytes of names that are read of an image`);
    this.#packages -= packages.length;
    this.#owned -= owned;
  }

  /** A layer that was read while there was room for it alone. @throws ProblemError `image.limit` */
  takeLayer({ entries, results }: LayerContents): void {
    this.takeNames(entries.length);
    for (const result of Object.values(results)) this.takeResult(result);
  }
}

const over = (message: string): never => { throw new ProblemError('image.limit', `${message}; what follows was not read`); };
