/**
 * The port through which images come in. Archives, layouts, registries and content stores are all sources of blobs;
 * what a layer holds is worked out once, by `adapters/images`, for all of them.
 */
import type { AnalyzerResult, NotAssessed } from '../packages.ts';

export interface Platform { readonly os: string; readonly architecture: string; readonly variant?: string }

/** https://github.com/opencontainers/image-spec/blob/main/descriptor.md */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: Platform;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Bytes of a file on this machine. */
export interface FileRange { readonly path: string; readonly offset: number; readonly size: number }

export interface BlobSource {
  /** The index or manifest that the reference names. `reference` is how people know it. */
  root(): Promise<{ readonly reference: string; readonly descriptors: readonly Descriptor[] }>;
  /** Whether the blob is there at all, where the source may hold only some platforms of an index. @throws ProblemError */
  has?(descriptor: Descriptor): Promise<boolean>;
  /** A small document, checked against its digest. @throws ProblemError */
  read(descriptor: Descriptor): Promise<Uint8Array>;
  /** A layer as a file; whoever reads it checks the digest. @throws ProblemError */
  file(descriptor: Descriptor): Promise<FileRange>;
  /** The file of a layer is no longer needed. */
  release(descriptor: Descriptor): Promise<void>;
  close(): Promise<void>;
}

export interface ImageLayer {
  /** Digest of the bytes as they are stored; '' where only the diff id is known. */
  readonly digest: string;
  /** Digest of the tar inside; '' where the configuration names none. */
  readonly diffId: string;
  readonly mediaType: string;
  /** Bytes as stored; 0 where not known. */
  readonly size: number;
  /** The build step, as the history of the configuration has it. */
  readonly createdBy?: string;
  /** @throws ProblemError where the layer cannot be had. */
  open(): Promise<FileRange>;
  release(): Promise<void>;
}

export interface Image {
  readonly reference: string;
  /** Digest of the manifest; that of the configuration where an archive has no manifest. */
  readonly digest: string;
  readonly configDigest: string;
  readonly platform: Platform;
  readonly created: string | null;
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** Lowest first. */
  readonly layers: readonly ImageLayer[];
  close(): Promise<void>;
}

/** What one layer (or folder) holds. Kept on disk per layer digest and analyzer versions. */
export interface LayerContents {
  /** By analyzer id. */
  readonly results: Readonly<Record<string, AnalyzerResult>>;
  /** What could not be read, whichever analyzer would have wanted it. */
  readonly notAssessed: readonly NotAssessed[];
  /** Texts of the small files that say which operating system this is, by path. */
  readonly texts: Readonly<Record<string, string>>;
  /** All entries, for merging layers; see `adapters/images/entries.ts`. */
  readonly entries: Uint8Array;
  readonly entryCount: number;
  /** Bytes of the unpacked layer. */
  readonly bytes: number;
}
