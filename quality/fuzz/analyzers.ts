/** Every package analyzer, with damaged forms of its fixtures (rpm databases, programs and archives are among them). */
import type { Analyzer, FileContent } from '#core/packages.ts';
import { ANALYZERS } from '#domains/inventory/analyzers/registry.ts';
import { samplesOf } from '#domains/inventory/analyzers/testing/samples.ts';
import { TOOLS } from '#adapters/images/tools.ts';
import fc from 'fast-check';
import { bytesLike, type FuzzTarget, holds, target } from './target.ts';

export const analyzers: readonly FuzzTarget[] = ANALYZERS.map((analyzer) => {
  const samples = samplesOf(analyzer);
  const input = fc.oneof(...samples.map((sample) => bytesLike([sample.bytes]).map((bytes): FileContent => ({ ...sample, bytes, size: bytes.length }))));
  return target(`analyzer ${analyzer.id}`, analyzer.id === 'rpm' ? 4 : 1, input, (file) => { check(analyzer, file); });
});

function check(analyzer: Analyzer, file: FileContent): void {
  const { packages, notAssessed } = analyzer.scope === 'file' ? analyzer.analyze(file, TOOLS) : analyzer.analyze(new Map([[file.path, file]]), TOOLS);
  for (const { name, purl, locations } of packages) {
    holds(name !== '' && name.length <= 1024, 'a package has no usable name');
    holds(typeof purl === 'string' && locations.length > 0, `the package ${name} has no URL or place`);
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be printed
  for (const { reason } of notAssessed) holds(!/[\u0000-\u001f]/.test(reason) && reason.length > analyzer.id.length + 2 && reason.length <= 400 && !/^\S+: cannot be read: (?:Cannot read prop|.* is not a function|.* is not iterable|Maximum call stack)/.test(reason), `the reason tells nothing: ${reason}`);
}
