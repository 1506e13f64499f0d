/** Brings files to analyzers, one layer or folder at a time, and gathers what they find. */
import { LIMITS } from '#core/limits.ts';
import type { Analyzer, AnalyzerResult, ByteSource, FileContent, NotAssessed, Package } from '#core/packages.ts';
import type { LayerContents } from '#core/ports/images.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import type { EntryList } from './entries.ts';
import type { Gate } from './gate.ts';
import type { Room } from './room.ts';
import { TOOLS } from './tools.ts';

/** What is looked for in a layer. */
export interface Search {
  readonly analyzers: readonly Analyzer[];
  /** Small text files whose content is given back as it is. */
  readonly texts: readonly string[];
  /** Files that stand for others: links to them were found in a layer above. Only these are read, under the other name. */
  readonly aliases?: readonly (readonly [file: string, name: string])[];
}

const HEAD_BYTES = 64 * 1024;
const TEXT_BYTES = 64 * 1024;
/** Files from which on only one worker at a time reads: of texts much more is made in memory than of archives and programs. */
const LARGE_TEXT = 4 * 1024 * 1024;
const LARGE_ARCHIVE = 16 * 1024 * 1024;
/** Of programs next to nothing is made. */
const LARGE_PROGRAM = 64 * 1024 * 1024;
/** Analyzers that take larger files than this do not read them as text. */
const TEXTS_UP_TO = 32 * 1024 * 1024;
const MANY_PACKAGES = 10_000;

const largeFor = ({ maxBytes, begins }: Analyzer): number => (maxBytes <= TEXTS_UP_TO ? LARGE_TEXT : begins === undefined ? LARGE_ARCHIVE : LARGE_PROGRAM);

interface Interest { readonly analyzer: Analyzer; readonly head: boolean }
const NOBODY: Interest[] = [];
interface Finding { packages: Package[]; notAssessed: NotAssessed[]; ownedFiles: string[] }

export class Collector {
  readonly #search: Search;
  readonly #texts: ReadonlySet<string>;
  readonly #results = new Map<string, Finding>();
  readonly #trees = new Map<Analyzer, Map<string, FileContent>>();
  readonly #notAssessed: NotAssessed[] = [];
  readonly #found: Record<string, string> = Object.create(null) as Record<string, string>;
  readonly #gate: Gate;
  readonly #room: Room;
  readonly #onDisk: boolean;
  #last: { readonly path: string; readonly size: number; readonly mode: number; readonly interests: readonly Interest[] } = { path: '', size: 0, mode: 0, interests: NOBODY };
  #dropped = 0;
  #held = 0;
  #packages = 0;
  /** Lines of the analyzers about what they could not read. */
  #lines = 0;

  /** `onDisk`: large files are given to `take` as sources where that is possible. */
  constructor(search: Search, gate: Gate, room: Room, onDisk = false) {
    this.#onDisk = onDisk;
    this.#gate = gate;
    this.#room = room;
    this.#search = search;
    this.#texts = new Set(search.texts);
  }

  /** How many bytes of the file are wanted; 0 for none. Files that are too large are noted. */
  wants(path: string, size: number, mode: number): number {
    let most = this.#texts.has(path) ? Math.min(size, TEXT_BYTES) : 0;
    for (const { analyzer, head } of this.#interests(path, size, mode)) {
      if (head) most = Math.max(most, Math.min(size, HEAD_BYTES));
      else if (size > analyzer.maxBytes) this.note(path, `${analyzer.id}: ${size} bytes are more than the ${analyzer.maxBytes} that are read`);
      else {
        most = Math.max(most, size);
        // What is read piece by piece takes memory only when it is looked at.
        if (!(this.#onDisk && analyzer.pieces === true) && size > largeFor(analyzer)) this.#gate.enter();
      }
    }
    return most;
  }

  /** Whether anything would look at a file of this name. */
  knows(path: string): boolean { return this.#texts.has(path) || this.#search.analyzers.some((each) => each.wants(path, 1, 0o100644) !== false); }

  /** The first bytes: whether the rest is wanted after all. */
  begins(path: string, size: number, mode: number, head: Buffer): boolean {
    return this.#texts.has(path) || this.#interests(path, size, mode).some(({ analyzer }) => analyzer.begins === undefined || analyzer.begins(head));
  }

  /** Whether all that look at the file can do so piece by piece. */
  readsPieces(path: string, size: number, mode: number): boolean {
    return !this.#texts.has(path) && this.#interests(path, size, mode).every(({ analyzer, head }) => analyzer.pieces === true && analyzer.scope === 'file' && !head);
  }

  /** `source`: the whole file, where `bytes` is empty. @throws ProblemError `image.limit` */
  take(path: string, bytes: Buffer, size: number, mode: number, source?: ByteSource): void {
    if (this.#texts.has(path)) this.#found[path] = bytes.toString('utf8', 0, TEXT_BYTES);
    for (const { analyzer, head } of this.#interests(path, size, mode)) {
      if (!head && size > analyzer.maxBytes) continue;
      const file: FileContent = { path, bytes: head ? bytes.subarray(0, HEAD_BYTES) : bytes, size, mode, ...(source === undefined ? {} : { source }) };
      if (analyzer.pieces === true && size > LARGE_ARCHIVE) this.#gate.enter();
      if (analyzer.scope === 'file') this.#add(analyzer, path, () => analyzer.analyze(file, TOOLS));
      // The bytes are good during the call only.
      else this.#hold(analyzer, { ...file, bytes: Buffer.from(file.bytes) });
    }
  }

  note(path: string, reason: string): void {
    if (this.#notAssessed.length < LIMITS.layerNotAssessed) this.#notAssessed.push({ path: path.length > 300 ? `${path.slice(0, 297)}...` : path, reason }); else this.#dropped++;
  }

  /** The last step: analyzers that need several files together. */
  finish(entries: EntryList, bytes: number): LayerContents {
    this.#finishTrees();
    if (this.#dropped > 0) this.#notAssessed.push({ path: '', reason: `${this.#dropped.toLocaleString('en')} more files of this layer were not assessed` });
    return { results: Object.fromEntries(this.#results), notAssessed: this.#notAssessed, texts: this.#found, entries: entries.bytes(), entryCount: entries.count, bytes };
  }

  #finishTrees(): void {
    try {
      for (const [analyzer, files] of this.#trees) if (analyzer.scope === 'tree') this.#add(analyzer, '', () => analyzer.analyze(files, TOOLS));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      this.note('', `the layer ${error.message}`);
    }
  }

  /** Asked twice for files that are read: once for their size, once for their content. */
  #interests(path: string, size: number, mode: number): readonly Interest[] {
    if (path === this.#last.path && size === this.#last.size && mode === this.#last.mode) return this.#last.interests;
    let interests: Interest[] = NOBODY;
    for (const analyzer of this.#search.analyzers) {
      const answer = analyzer.wants(path, size, mode);
      if (answer === false) continue;
      if (interests === NOBODY) interests = [];
      interests.push({ analyzer, head: answer === 'head' });
    }
    this.#last = { path, size, mode, interests };
    return interests;
  }

  #hold(analyzer: Analyzer, file: FileContent): void {
    if (this.#held + file.bytes.length > LIMITS.layerHeldBytes) {
      this.note(file.path, `${analyzer.id}: the files that must be read together are larger than ${LIMITS.layerHeldBytes} bytes`);
      return;
    }
    this.#held += file.bytes.length;
    if (this.#held > LARGE_TEXT) this.#gate.enter(true);
    const files = this.#trees.get(analyzer) ?? new Map<string, FileContent>();
    this.#trees.set(analyzer, files.set(file.path, file));
  }

  /** A failure of one analyzer spoils only what it looked at. @throws ProblemError `image.limit` */
  #add(analyzer: Analyzer, path: string, run: () => AnalyzerResult): void {
    let result: AnalyzerResult;
    try {
      result = run();
    } catch (error) {
      this.note(path, `${analyzer.id}: failed: ${messageOf(error)}`.slice(0, 400));
      return;
    }
    this.#packages += result.packages.length;
    if (this.#packages > MANY_PACKAGES) this.#gate.enter(true);
    this.#room.takeResult(result);
    const finding = this.#results.get(analyzer.id) ?? { packages: [], notAssessed: [], ownedFiles: [] };
    for (const each of result.packages) finding.packages.push(each);
    for (const each of result.notAssessed) if (++this.#lines <= LIMITS.layerNotAssessed) finding.notAssessed.push(each); else this.#dropped++;
    for (const each of result.ownedFiles ?? []) finding.ownedFiles.push(each);
    this.#results.set(analyzer.id, finding);
  }
}
