/** Gives an SBOM to the analyzer of its format, whatever the file is called. */
import type { Analyzer, AnalyzerResult } from '#core/packages.ts';
import { ProblemError } from '#core/result.ts';
import { TOOLS } from './tools.ts';

const HEAD = 64 * 1024;

/** @throws ProblemError `sbom.unreadable` where it is neither CycloneDX nor SPDX */
export function readSbomFile(name: string, bytes: Buffer, analyzers: readonly Analyzer[]): AnalyzerResult {
  const id = formatOf(bytes);
  const analyzer = analyzers.find((each) => each.id === id);
  if (analyzer?.scope !== 'file') throw new ProblemError('sbom.unreadable', `${name}: is neither a CycloneDX nor an SPDX document`);
  return analyzer.analyze({ path: name, bytes, size: bytes.length, mode: 0o100644 }, TOOLS);
}

/** By the words that each format demands, wherever they stand: serialisers order members as they like. */
function formatOf(bytes: Buffer): string | undefined {
  const head = bytes.toString('utf8', 0, HEAD);
  if (/"bomFormat"\s*:\s*"CycloneDX"|cyclonedx\.org\/schema\/bom/.test(head)) return 'sbom-cyclonedx';
  if (/"spdxVersion"\s*:|^\s*SPDXVersion:|^\s*spdxVersion:/m.test(head)) return 'sbom-spdx';
  if (bytes.includes('"bomFormat"') && bytes.includes('CycloneDX')) return 'sbom-cyclonedx';
  return bytes.includes('spdxVersion') ? 'sbom-spdx' : undefined;
}
