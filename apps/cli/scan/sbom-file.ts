/** An SBOM as a target: CycloneDX (JSON, XML) or SPDX 2 (JSON, YAML, tag-value), by what is in it. */
import { readFile, stat } from 'node:fs/promises';
import { LIMITS } from '#core/limits.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import { readSbomFile } from '#adapters/images/sbom-file.ts';
import { ANALYZERS } from '#domains/inventory/analyzers/registry.ts';
import { mergePackages } from '#domains/inventory/index.ts';
import type { Inspection } from '#pipeline/index.ts';

/** @throws ProblemError `sbom.unreadable` */
export async function readSbom(file: string): Promise<Inspection> {
  const found = await stat(file).catch((error: unknown) => { throw new ProblemError('sbom.unreadable', `${file}: cannot be read: ${messageOf(error)}`); });
  if (!found.isFile()) throw new ProblemError('sbom.unreadable', `${file}: is not a file`);
  if (found.size > LIMITS.sbomBytes) throw new ProblemError('sbom.unreadable', `${file}: ${found.size} bytes are more than the ${LIMITS.sbomBytes} that are read`);
  const result = readSbomFile(file, await readFile(file), ANALYZERS);
  const merged = mergePackages({ layers: [{ results: [result] }], isLive: () => true });
  // The only part of an SBOM is the document itself: where it cannot be read, nothing was.
  if (merged.packages.length === 0 && merged.notAssessed.length > 0) throw new ProblemError('sbom.unreadable', `${file}: ${merged.notAssessed[0]!.reason}`);
  const notAssessed = merged.packages.length === 0 ? [{ path: file, reason: 'names no package' }] : merged.notAssessed;
  return { artifact: { kind: 'sbom', name: file, digest: null, operatingSystem: null }, packages: merged.packages, notAssessed, ownedBySystem: 0 };
}
