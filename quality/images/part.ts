/** A part of an image: a layer or several, with what each package manager says is in it. */

/** `name version` a line, sorted, by package manager. */
export type Truth = Readonly<Record<string, readonly string[]>>;
export type Packing = 'gzip' | 'zstd' | 'none';

export interface FilledLayer {
  readonly name: string;
  /** Folder whose content the layer is. */
  readonly root: string;
  readonly packing: Packing;
  readonly truth: Truth;
}

export interface Part {
  readonly name: string;
  /** Files and folders beside this one that say what is in it: its recipe. */
  readonly recipe: readonly string[];
  /** Builds the layers in an empty folder. Needs the package registries. */
  fill(work: string): Promise<readonly FilledLayer[]>;
}

export const sorted = (lines: Iterable<string>): readonly string[] => [...new Set(lines)].sort();
