/**
 * Images that registries report, and what is known of them. What runs comes from the inventory, not from here. Times are
 * milliseconds since 1970 UTC.
 */

/** One name of an image in a registry, as of now. */
export interface SeenImage {
  /** Id of the connection. */
  readonly registry: string;
  /** `host/repository:tag`, written by `referenceText` of `core/references.ts`. */
  readonly reference: string;
  /** Of what the tag names: a manifest or an index of several platforms. */
  readonly digest: string;
  /** Null: not known. */
  readonly pushedAt: number | null;
}

/** What connections of registries tell. Every promise resolves after the change is on disk. */
export interface ImageIntake {
  /** A tag that names another digest than before is moved. What is new is scanned. */
  seen(images: readonly SeenImage[]): Promise<void>;
  /** Names (`host/repository:tag` or `host/repository@sha256:...`) that are no longer there. What nothing names and nothing runs disappears. */
  gone(registry: string, references: readonly string[]): Promise<void>;
  /** The connection is no more. What runs stays, with its last scan. */
  forget(registry: string): Promise<void>;
  progress(registry: string): Promise<{ readonly images: number; readonly assessed: number }>;
}
