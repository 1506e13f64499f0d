/**
 * NuGet packages: up to four numbers (missing ones are 0), then as Semantic Versioning 2.0.0, but without regard to case.
 * Rule: https://learn.microsoft.com/nuget/concepts/package-versioning ("Normalized version numbers", "Pre-release versions").
 */
import { checked, type VersionScheme } from '../shared/scheme.ts';
import { compareSemantic, parseSemantic, type SemanticVersion } from '../shared/semantic.ts';

function problem(version: string): string | null {
  const parts = parseSemantic(version);
  return typeof parts === 'string' ? parts : null;
}

function order(a: string, b: string): number {
  const x = a.toLowerCase(), y = b.toLowerCase();
  return compareSemantic(x, parseSemantic(x) as SemanticVersion, y, parseSemantic(y) as SemanticVersion);
}

export const scheme: VersionScheme = {
  id: 'nuget',
  ecosystems: ['NuGet'],
  aliases: ['dotnet'],
  ...checked('NuGet', problem, order),
};
