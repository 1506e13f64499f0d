/**
 * What is inside an image or a folder: packages, and how an analyzer finds them. An analyzer is one folder under
 * `domains/inventory/analyzers/<id>/`; it is pure, sees bytes only, and knows nothing of layers or archives.
 */

/** Where a package was found. `layer` is the diff id of the layer that brought the file. */
export interface PackageLocation { readonly path: string; readonly layer?: string }

export interface Package {
  readonly name: string;
  readonly version: string;
  /**
   * Ecosystem as OSV names it: `npm`, `PyPI`, `Go`, `crates.io`, `Maven`, `RubyGems`, `Packagist`, `NuGet`, `Pub`, `Hex`,
   * `SwiftURL`, `ConanCenter`, `Debian:12`, `Alpine:v3.19`, `AlmaLinux:9`, ... For packages of an operating system an
   * analyzer leaves it '' and the release of the image fills it in. '' at the end: no advisory source knows it.
   */
  readonly ecosystem: string;
  /** Package URL, https://github.com/package-url/purl-spec. */
  readonly purl: string;
  readonly locations: readonly PackageLocation[];
  /** Distributions publish advisories about source packages: name and version of the one this was built from. */
  readonly source?: { readonly name: string; readonly version: string };
  readonly architecture?: string;
  readonly licenses?: readonly string[];
  /** Needed only to develop or test, where the file says so. */
  readonly development?: boolean;
  /** Which analyzer found it. */
  readonly analyzer: string;
}

/** Bytes that can be read piece by piece, and need not lie in memory as a whole. What `read` gives may be a view or a copy. */
export interface ByteSource {
  readonly length: number;
  /** `at` and `length` lie within the source. */
  read(at: number, length: number): Uint8Array;
}

/** One file of a layer or folder. Paths have no leading slash and never leave the root. */
export interface FileContent {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The whole file, where `bytes` is empty as it is too large: for analyzers with `pieces` only. */
  readonly source?: ByteSource;
  /** Size in the archive; more than bytes.length when only the head was asked for. */
  readonly size: number;
  readonly mode: number;
}

/** Work that needs more than bytes; given by the caller, so that analyzers stay pure. Every output is bounded. */
export interface AnalyzerTools {
  /** Raw DEFLATE (zip entries). Throws where the output would exceed `limit` bytes or the data is damaged. */
  inflateRaw(bytes: Uint8Array, limit: number): Uint8Array;
  gunzip(bytes: Uint8Array, limit: number): Uint8Array;
  /** Throws where the bytes are not UTF-8. */
  text(bytes: Uint8Array): string;
  sha1(bytes: Uint8Array): string;
}

export interface AnalyzerResult {
  readonly packages: readonly Package[];
  /** What could not be read, and why: shown as not assessed, never dropped. */
  readonly notAssessed: readonly { readonly path: string; readonly reason: string }[];
  /** Files that a package manager of the operating system owns (no leading slash), against double counting. */
  readonly ownedFiles?: readonly string[];
}

interface AnalyzerBase {
  /** Folder name. */
  readonly id: string;
  /** Raise it when results change: kept results of older versions are not used. */
  readonly version: number;
  /** Cheap test by path (and mode, size): does this analyzer want the content? `head` gives the first 64 KiB only. */
  wants(path: string, size: number, mode: number): false | 'content' | 'head';
  /** Whether a file that begins with these bytes (64 or more) can be one of its own. Left out: any can. Spares to bring the rest. */
  begins?(head: Uint8Array): boolean;
  /** It can read large files piece by piece. */
  readonly pieces?: boolean;
  /** Largest file it takes, in bytes; a larger one is notAssessed. */
  readonly maxBytes: number;
  /** Whether what it finds is installed (dpkg status, dist-info) or declared (a lock file). */
  readonly evidence: 'installed' | 'declared';
}

/** Looks at one file at a time; the bytes are let go afterwards. */
export interface FileAnalyzer extends AnalyzerBase {
  readonly scope: 'file';
  analyze(file: FileContent, tools: AnalyzerTools): AnalyzerResult;
}

/** Needs several files of one layer or folder together (dist-info with RECORD, status with md5sums lists). */
export interface TreeAnalyzer extends AnalyzerBase {
  readonly scope: 'tree';
  analyze(files: ReadonlyMap<string, FileContent>, tools: AnalyzerTools): AnalyzerResult;
}

export type Analyzer = FileAnalyzer | TreeAnalyzer;

/** The operating system of an image, from os-release and the like. */
export interface OperatingSystem { readonly id: string; readonly version: string; readonly name: string; readonly ecosystem: string }

/** Something that cannot be assessed as a whole. */
export interface NotAssessed { readonly path: string; readonly reason: string }
