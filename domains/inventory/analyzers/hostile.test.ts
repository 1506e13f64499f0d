/**
 * No input may crash, hang or go unsaid. Every analyzer meets random bytes, and cut and flipped forms of its own
 * fixtures. FUZZ_RUNS sets how often (default 200 for each analyzer).
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Analyzer, AnalyzerResult, FileContent } from '#core/packages.ts';
import { ANALYZERS } from './registry.ts';
import { samplesOf } from './testing/samples.ts';
import { tools } from './testing/tools.ts';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 200);
/** A single small input never takes this long, on any machine. */
const MAX_MS = 2000;
function run(analyzer: Analyzer, file: FileContent): AnalyzerResult {
  return analyzer.scope === 'file' ? analyzer.analyze(file, tools) : analyzer.analyze(new Map([[file.path, file]]), tools);
}

function check(analyzer: Analyzer, file: FileContent): void {
  const started = performance.now();
  const result = run(analyzer, file);
  expect(performance.now() - started).toBeLessThan(MAX_MS);
  for (const found of result.packages) expect(found.name).not.toBe('');
  for (const bad of result.notAssessed) expect(bad.reason.length).toBeGreaterThan(analyzer.id.length + 2);
}

/** One sample, damaged: cut, some bytes changed, a part of it repeated. */
const damaged = (sample: FileContent): fc.Arbitrary<FileContent> => fc.record({
  cut: fc.double({ min: 0, max: 1, noNaN: true }), flips: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }), whole: fc.boolean(),
}).map(({ cut, flips, whole }) => {
  const bytes = sample.bytes.slice(0, whole ? undefined : Math.floor(cut * sample.bytes.length));
  for (const [at, byte] of flips) if (bytes.length > 0) bytes[Math.min(bytes.length - 1, Math.floor(at * bytes.length))] = byte;
  return { ...sample, bytes, size: bytes.length };
});

describe.each(ANALYZERS.map((analyzer) => [analyzer.id, analyzer] as const))('%s', (_, analyzer) => {
  const inputs = samplesOf(analyzer);

  test('damaged forms of its own input', () => {
    expect(inputs.length).toBeGreaterThan(0);
    fc.assert(fc.property(fc.constantFrom(...inputs).chain(damaged), (file) => { check(analyzer, file); }), { numRuns: RUNS });
  }, 3_600_000);

  test('random bytes and random text', () => {
    const [sample] = inputs;
    const random = fc.oneof(fc.uint8Array({ maxLength: 2048 }), fc.string({ unit: 'binary', maxLength: 500 }).map((text) => new TextEncoder().encode(text)));
    fc.assert(fc.property(random, (bytes) => { check(analyzer, { ...sample!, bytes, size: bytes.length }); }), { numRuns: RUNS });
  }, 3_600_000);

  test.each([['blanks', ' '], ['newlines', '\n'], ['brackets', '['], ['braces', '{'], ['quotes', '"'], ['tags', '<a>'], ['words', 'a.'], ['dashes', '- '], ['blanks that end in text', `x =${' '.repeat(50)}`]])('a long run of %s ends in time', (_name, unit) => {
    for (const text of [unit.repeat(100_000), `${unit.repeat(100_000)}x`]) check(analyzer, { ...inputs[0]!, bytes: new TextEncoder().encode(text), size: text.length });
  });
});
