/** From what the layers of an image (or a folder) hold to its packages: the same for the command line and the control plane. */
import type { AnalyzerResult, NotAssessed, OperatingSystem, Package } from '#core/packages.ts';
import type { Image } from '#core/ports/images.ts';
import type { ScanArtifact } from '#core/scans.ts';
import { detectOperatingSystem, mergePackages } from '#domains/inventory/index.ts';

/** What was found, lowest layer first; see `adapters/images`. */
export interface LayerFindings {
  readonly layers: readonly { readonly layer?: string; readonly results: readonly AnalyzerResult[] }[];
  isLive(path: string, index: number): boolean;
  text(path: string): string | undefined;
  readonly notAssessed: readonly NotAssessed[];
  readonly entries: number;
}

export interface Inspection {
  readonly artifact: ScanArtifact;
  readonly packages: readonly Package[];
  readonly notAssessed: readonly NotAssessed[];
  readonly ownedBySystem: number;
}

/** What is known of an image before a layer is read. */
export function artifactOf(image: Image): Omit<ScanArtifact, 'operatingSystem'> {
  const { os, architecture, variant } = image.platform;
  return {
    kind: 'image', name: image.reference, digest: image.digest || null, configDigest: image.configDigest, platform: [os, architecture, variant].filter((part) => part !== undefined && part !== '').join('/'),
    ...(image.created === null ? {} : { created: image.created }), tags: image.tags, labels: image.labels,
    layers: image.layers.map(({ digest, diffId, size, createdBy }) => ({ digest, diffId, size, ...(createdBy === undefined ? {} : { createdBy }) })),
  };
}

/** Raise it when `contentsOf` comes to other results than before with the same findings. */
export const MERGING = 1;

export interface MergedContents extends Omit<Inspection, 'artifact'> { readonly system: OperatingSystem | null }

/** Merges the layers. Without any package the reason is among `notAssessed`: never silently clean. */
export function contentsOf(findings: LayerFindings): MergedContents {
  const system = detectOperatingSystem((path) => findings.text(path));
  const merged = mergePackages({ layers: findings.layers, isLive: (path, index) => findings.isLive(path, index), ...(system === undefined ? {} : { operatingSystem: system }) });
  const notAssessed = [...findings.notAssessed, ...merged.notAssessed];
  if (merged.packages.length === 0 && notAssessed.length === 0) notAssessed.push({ path: '', reason: findings.entries === 0 ? 'holds no files' : `no package data was found in ${findings.entries.toLocaleString('en')} files` });
  return { system: system ?? null, packages: merged.packages, notAssessed, ownedBySystem: merged.ownedBySystem };
}

export function inspectionOf(artifact: Omit<ScanArtifact, 'operatingSystem'>, { system, ...contents }: MergedContents): Inspection {
  return { artifact: { ...artifact, operatingSystem: system }, ...contents };
}
