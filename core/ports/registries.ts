/**
 * Registries as connections: the port of their storage, the port to the registries themselves, and what the scanning of
 * images asks of them. Times are milliseconds since 1970 UTC. Every promise of a method that changes something resolves
 * after the change is on disk.
 */
import { ProblemError } from '../result.ts';

export interface RegistryCredentials { readonly username: string; readonly password: string }

/** What the scanning of images asks of connections. */
export interface RegistryAccess {
  /**
   * How to reach the registry of this host (as in the names of images: `docker.io`, `registry.example:5000`). Null: it is
   * not connected, and must not be asked anything.
   */
  accessFor(host: string): Promise<{ readonly id: string; readonly name: string; readonly credentials: RegistryCredentials | null; readonly plainHttp: boolean } | null>;
}

/** Patterns: `*` stands for any text without `/`, `**` for any text. Empty lists take everything in, and nothing out. */
export interface RegistryFilters {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly tags: readonly string[];
  /** Repositories by name, for registries that do not list theirs. */
  readonly repositories: readonly string[];
  /** At most so many tags of a repository; null: all. */
  readonly newest: number | null;
}

export type RegistryState = 'connecting' | 'connected' | 'notAssessed';
/** Something that could not be listed. */
export interface Unread { readonly what: string; readonly reason: string }

export interface RegistryRecord {
  readonly id: string;
  readonly name: string;
  /** As in the names of images; unique. */
  readonly host: string;
  readonly username: string | null;
  readonly plainHttp: boolean;
  readonly filters: RegistryFilters;
  readonly scheduleMinutes: number;
  readonly state: RegistryState;
  readonly reason: string | null;
  /** Since when it has this state. */
  readonly since: number;
  readonly unread: readonly Unread[];
  /** Repositories that pass the filters, as of the last listing. */
  readonly repositories: number;
  /** When the listing that is under way began; null: none is. After a restart it goes on where it was. */
  readonly listingSince: number | null;
  /** When the last complete listing ended. */
  readonly lastSyncAt: number | null;
  readonly nextSyncAt: number;
  readonly lastNotificationAt: number | null;
  readonly createdBy: string;
  readonly createdAt: number;
}
export type RegistryPatch = Partial<Omit<RegistryRecord, 'id' | 'host' | 'createdBy' | 'createdAt'>>;

/** A tag as it was last seen. */
export interface KnownTag {
  readonly tag: string;
  /** Of the manifest or index that it names. */
  readonly digest: string;
  /** When a notification told that it was pushed; null: none did. */
  readonly pushedAt: number | null;
  /** When the image was built, by its own word; 0: it does not say; null: never asked. */
  readonly builtAt: number | null;
  readonly firstSeenAt: number;
  /** The digest under which it was reported for scanning; null: it was not, or no longer is. */
  readonly reported: string | null;
}

/** A push or deletion, as a notification tells it. Nothing of it is checked. */
export interface RegistryEvent { readonly action: 'push' | 'delete'; readonly repository: string; readonly tag: string | null; readonly digest: string | null }

/** A tag that something may have happened to. What really happened is asked of the registry. */
export interface Hint { readonly repository: string; readonly tag: string; /** When it was pushed; null: not known, or deleted. */ readonly pushedAt: number | null }

export interface RegistryStore {
  /** @throws ProblemError `conflict` when the name or the host is taken. The password is sealed before it is written. */
  createRegistry(record: RegistryRecord, password: string | null): Promise<void>;
  /** A password of null forgets the one that there was. @throws ProblemError `conflict` */
  updateRegistry(id: string, patch: RegistryPatch, password?: string | null): Promise<void>;
  registries(): Promise<RegistryRecord[]>;
  registry(id: string): Promise<RegistryRecord | null>;
  registryByHost(host: string): Promise<RegistryRecord | null>;
  /** Unsealed. @throws ProblemError `key-wrong` */
  registryPassword(id: string): Promise<string | null>;
  /** Hides a connection at once and forgets its password; false: there is none. `purgeRegistry` then removes what is left. */
  deleteRegistry(id: string): Promise<boolean>;
  /** Connections that were deleted and are not purged. */
  deletedRegistries(): Promise<string[]>;
  /** Removes some rows of a deleted connection. Resolves to false when nothing is left to remove. */
  purgeRegistry(id: string): Promise<boolean>;

  /** Repositories of which tags are known, with when they were last listed completely. */
  knownRepositories(registry: string): Promise<Map<string, number>>;
  /** Tags of a repository; only these, where they are named. */
  knownTags(registry: string, repository: string, tags?: readonly string[]): Promise<KnownTag[]>;
  /** Tags of a repository by one of these digests. */
  tagsOfDigest(registry: string, repository: string, digest: string): Promise<string[]>;
  putTags(registry: string, repository: string, tags: readonly KnownTag[]): Promise<void>;
  removeTags(registry: string, repository: string, tags: readonly string[]): Promise<void>;
  /** The repository was listed completely at this time. */
  markListed(registry: string, repository: string, at: number): Promise<void>;
  removeRepository(registry: string, repository: string): Promise<void>;

  /** Keeps hints until they are removed; of the same tag only the last. false: more than `most` would wait, and nothing was kept. */
  addHints(registry: string, hints: readonly Hint[], at: number, most: number): Promise<boolean>;
  /** The oldest first. */
  hints(registry: string, limit: number): Promise<(Hint & { readonly at: number })[]>;
  /** Removes hints, unless they came anew since (`at`). */
  removeHints(registry: string, hints: readonly (Hint & { readonly at: number })[]): Promise<void>;
}

/** The registry refuses for now: it says when to come again. */
export class RegistryBusyError extends ProblemError {
  /** Milliseconds to wait at least. */
  readonly retryAfter: number;
  constructor(message: string, retryAfter: number, options?: ErrorOptions) { super('registry.busy', message, options); this.retryAfter = retryAfter; }
}

/**
 * One registry, to be listed. Errors are ProblemErrors: `registry.denied` (the credentials are refused, or do not reach so
 * far), `registry.missing` (there is no such thing), `registry.busy`, `registry.unreachable`, `registry.malformed`.
 */
export interface RegistryListing {
  /** That it is a registry and takes the credentials. */
  check(signal: AbortSignal): Promise<void>;
  /** At most `limit` names. `complete` false: there are more. */
  repositories(limit: number, signal: AbortSignal): Promise<{ readonly names: readonly string[]; readonly complete: boolean }>;
  tags(repository: string, limit: number, signal: AbortSignal): Promise<{ readonly names: readonly string[]; readonly complete: boolean }>;
  /** What a tag names now; null: there is no such tag. `known`: the digest as of the last time, so that nothing is sent again. */
  digest(repository: string, tag: string, known: string | null, signal: AbortSignal): Promise<string | null>;
  /** When the image (of an index: one of its images) was built, by its configuration; null: it does not say. */
  builtAt(repository: string, digest: string, signal: AbortSignal): Promise<number | null>;
}
