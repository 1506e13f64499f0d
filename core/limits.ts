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
  /** One layer, unpacked. */
  layerBytes: 16 * 1024 ** 3,
  /** Entries of one layer or folder. */
  layerEntries: 1_000_000,
  /** Symbolic and hard links of one layer. */
  layerLinks: 200_000,
  /** How many times larger a layer may get when it is unpacked; holds from `layerRatioFrom` bytes on. */
  layerRatio: 400,
  layerRatioFrom: 512 * 1024 * 1024,
  /** Bytes of the files of one layer that are held for analyzers that need several files together. */
  layerHeldBytes: 96 * 1024 * 1024,
  /** Time for one layer, in milliseconds. */
  layerMilliseconds: 300_000,
  /** Memory of one worker beyond file contents, in MiB. */
  workerMegabytes: 256,
  /** Of these, for what has just been made (what V8 takes by itself is twice as much, and is not given back). */
  workerYoungMegabytes: 24,
  /** Lines about what was not assessed in one layer; what is beyond is counted in one more line. */
  layerNotAssessed: 1000,
  /** Layers of an image. Container runtimes take 127. */
  imageLayers: 500,
  /** Packages of all layers of an image together. */
  imagePackages: 50_000,
  /** Names of the entries of all layers together, as UTF-8. */
  imageNameBytes: 64 * 1024 * 1024,
  /** Names of the files of all packages of an image together. */
  imageOwnedBytes: 64 * 1024 * 1024,
  /** Links of all layers of an image together that are followed. */
  imageLinks: 250_000,
  /** Time for all layers of an image, in milliseconds. */
  imageMilliseconds: 1_800_000,
  /** A path inside an image, in bytes (Linux: PATH_MAX). */
  pathBytes: 4096,
  /** Symbolic links on the way to one file (Linux: 40). */
  linkDepth: 40,
  /** Extended headers of one tar entry. */
  tarHeaderBytes: 1024 * 1024,
  /** An index, manifest or configuration of an image. Registries take 4 MiB manifests. */
  imageDocumentBytes: 16 * 1024 * 1024,
  /** Files inside an archive of an image. */
  archiveEntries: 10_000,
  /** An image archive that has to be unpacked to be read. */
  archiveBytes: 64 * 1024 ** 3,
  /** An SBOM that is read as a target. */
  sbomBytes: 128 * 1024 * 1024,
} as const;
