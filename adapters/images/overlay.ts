/**
 * What a container sees of its layers: replaced and deleted files are gone, folders may be reached through links of
 * lower layers, links lead to files. Only what was found is looked up; nothing is unpacked.
 */
import { LIMITS } from '#core/limits.ts';
import type { NotAssessed } from '#core/packages.ts';
import type { LayerContents } from '#core/ports/images.ts';
import { readEntries } from './entries.ts';
import { baseOf, cleanPath, folderOf, linkTarget } from './paths.ts';

interface Link { readonly target: string; readonly layer: number; readonly hard: boolean }

/** Links in circles that are told one by one. */
const CIRCLES = 100;

/** A link to a file that stands for a name some analyzer looks for. */
export interface Alias { readonly layer: number; readonly file: string; readonly name: string }

export class Overlay {
  readonly #links = new Map<string, Link>();
  readonly #folders = new Map<string, string>();
  /** The highest layer that hides a path: by an entry of the same name, a whiteout, or by no longer being a folder above it. */
  readonly #hidden = new Map<string, number>();
  readonly #opaque = new Map<string, number>();
  /** The highest layer with this file, for paths that were asked about. */
  readonly #files = new Map<string, number>();
  readonly #layers: readonly LayerContents[];
  #asked: ReadonlySet<string> = new Set();
  #last = { folder: '', real: '' };
  /** Links beyond the bound. */
  #dropped = 0;

  /** `layers`: lowest first. `knows`: whether any analyzer looks for files of that name. */
  constructor(layers: readonly LayerContents[], knows: (path: string) => boolean) {
    this.#layers = layers;
    for (const [index, layer] of layers.entries()) this.#addLinks(layer, index);
    this.#asked = this.#questions(knows);
    for (const [index, layer] of layers.entries()) this.#addEntries(layer, index);
  }

  /** Whether what was found at `path` of layer `index` is still there. */
  isLive(path: string, index: number): boolean {
    const real = this.#real(path);
    if ((this.#hidden.get(real) ?? -1) > index) return false;
    for (let folder = folderOf(real); ; folder = folderOf(folder)) {
      if ((this.#opaque.get(folder) ?? -1) > index || (folder !== '' && (this.#hidden.get(`${folder}/`) ?? -1) > index)) return false;
      if (folder === '') return true;
    }
  }

  /** Links that stand for wanted names, and the files they lead to; and links that lead in circles. */
  aliases(knows: (path: string) => boolean): { readonly aliases: readonly Alias[]; readonly notAssessed: readonly NotAssessed[] } {
    const aliases: Alias[] = [];
    const notAssessed: NotAssessed[] = [];
    for (const [path, link] of this.#links) {
      const file = this.follow(path);
      if (file === null) {
        if (notAssessed.length < CIRCLES && this.isLive(path, link.layer)) notAssessed.push({ path, reason: `is a link that leads in a circle, or through more than ${LIMITS.linkDepth} links` });
        continue;
      }
      if (!knows(path) || !this.isLive(path, link.layer)) continue;
      // The file is read under its own name where that is wanted too; a link to nothing stands for nothing.
      if (!knows(file)) {
        const layer = this.#files.get(file);
        if (layer !== undefined && this.isLive(file, layer)) aliases.push({ layer, file, name: path });
      }
    }
    if (this.#dropped > 0) notAssessed.push({ path: '', reason: `${this.#dropped.toLocaleString('en')} links beyond the ${LIMITS.imageLinks.toLocaleString('en')} that are read were not followed` });
    return { aliases, notAssessed };
  }

  /** The path without links, or null where they lead in a circle. */
  follow(path: string): string | null {
    let at = this.#real(path);
    for (let step = 0; step <= LIMITS.linkDepth; step++) {
      const link = this.#links.get(at);
      if (link === undefined) return at;
      at = this.#real(cleanPath(link.hard ? link.target : linkTarget(at, link.target)));
    }
    return null;
  }

  /** The text of a small file, links followed; undefined where there is none. */
  text(path: string): string | undefined {
    const file = this.follow(path);
    if (file === null) return undefined;
    for (let index = this.#layers.length - 1; index >= 0; index--) {
      const found = Object.entries(this.#layers[index]!.texts).find(([name]) => this.#real(name) === file);
      if (found !== undefined && this.isLive(file, index)) return found[1];
    }
    return undefined;
  }

  #addLinks(layer: LayerContents, index: number): void {
    for (const { kind, path, target } of readEntries(layer.entries)) {
      if (kind === 's' || kind === 'h') {
        if (this.#links.size >= LIMITS.imageLinks && !this.#links.has(path)) this.#dropped++;
        else this.#links.set(path, { target, layer: index, hard: kind === 'h' });
      }
      // Whatever an upper layer has under the name of a link replaces it (containerd, archive/tar.go: a folder too).
      else if (kind !== 'o') this.#links.delete(path);
    }
  }

  /** The path with the links of its folders followed; what leads in a circle is left as it is. */
  #real(path: string): string {
    const folder = folderOf(path);
    if (folder === '') return path;
    // Entries of a folder follow each other, and few folders are reached through links.
    if (folder !== this.#last.folder) this.#last = { folder, real: this.#realFolder(folder, 0) };
    const { real } = this.#last;
    return real === folder ? path : `${real}/${baseOf(path)}`.replace(/^\//, '');
  }

  #realFolder(folder: string, depth: number): string {
    if (folder === '' || depth > LIMITS.linkDepth) return folder;
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const at = `${this.#realFolder(folderOf(folder), depth)}/${baseOf(folder)}`.replace(/^\//, '');
    const link = this.#links.get(at);
    const real = link === undefined || link.hard ? at : this.#realFolder(cleanPath(linkTarget(at, link.target)), depth + 1);
    this.#folders.set(folder, real);
    return real;
  }

  /** Paths of everything found, of their folders, and of what wanted links lead to. */
  #questions(knows: (path: string) => boolean): Set<string> {
    const asked = new Set<string>();
    const ask = (path: string): void => {
      for (let at = path; at !== '' && !asked.has(at); at = folderOf(at)) asked.add(at);
    };
    for (const layer of this.#layers) {
      for (const path of Object.keys(layer.texts)) ask(this.#real(path));
      for (const { path } of layer.notAssessed) ask(this.#real(outer(path)));
      for (const { packages, notAssessed } of Object.values(layer.results)) {
        for (const { path } of notAssessed) ask(this.#real(outer(path)));
        for (const { locations } of packages) for (const { path } of locations) ask(this.#real(outer(path)));
      }
    }
    for (const path of this.#links.keys()) {
      const file = this.follow(path);
      if (file !== null && !knows(path)) continue;
      ask(this.#real(path));
      if (file !== null) ask(file);
    }
    return asked;
  }

  #addEntries(layer: LayerContents, index: number): void {
    for (const { kind, path } of readEntries(layer.entries)) {
      const real = this.#real(path);
      if (kind === 'o') { if (real === '' || this.#asked.has(real)) this.#opaque.set(real, index); continue; }
      if (!this.#asked.has(real)) continue;
      this.#hidden.set(real, index);
      // A folder that becomes a file, a link or nothing takes what was below it along.
      if (kind !== 'd') this.#hidden.set(`${real}/`, index);
      if (kind === 'f') this.#files.set(real, index);
    }
  }
}

/** Members of archives are written `app.jar!/lib/x.jar`. */
const outer = (path: string): string => { const at = path.indexOf('!/'); return at < 0 ? path : path.slice(0, at); };
