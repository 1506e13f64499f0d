/** Bounds on what is read from outside, in one place. A bound that is hit is said by name and number. */
export const LIMITS = {
  /** One file of manifests. */
  manifestFileBytes: 512 * 1024 * 1024,
  /** One YAML document. The API server takes 3 MiB; etcd 1.5 MiB. */
  manifestDocumentBytes: 8 * 1024 * 1024,
  /** Documents in one YAML file. */
  manifestDocuments: 100_000,
  /** Nesting of one object. */
  objectDepth: 100,
  /** Files below the paths of one assess call. */
  manifestFiles: 200_000,
  /** Objects on one page of a list from the API server. */
  listPage: 500,
} as const;
