import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { elf } from '../testing/binaries.ts';
import { fileOf, tools } from '../testing/tools.ts';
import { analyzer } from './index.ts';

const analyze = (bytes: Uint8Array) => analyzer.analyze(fileOf('usr/bin/app', bytes, 0o755), tools);
const AUDIT = JSON.stringify({ packages: [{ name: 'harbor', version: '0.3.1', source: 'crates.io' }, { name: 'crane', version: '1.0.0', source: 'crates.io', kind: 'build' }] });

test('found: crates of the section', () => {
  const { packages } = analyze(elf([{ name: '.dep-v0', content: deflateSync(AUDIT) }]).bytes);
  expect(packages.map(({ purl, ecosystem, development }) => [purl, ecosystem, development])).toEqual([['pkg:cargo/harbor@0.3.1', 'crates.io', undefined], ['pkg:cargo/crane@1.0.0', 'crates.io', true]]);
});

test('quiet: a program without the section; damage where the section is not packed or a bomb', () => {
  expect(analyze(elf([{ name: '.text', content: new Uint8Array(200) }]).bytes)).toEqual({ packages: [], notAssessed: [] });
  expect(analyze(elf([{ name: '.dep-v0', content: new Uint8Array(200) }]).bytes).notAssessed).toHaveLength(1);
  expect(analyze(elf([{ name: '.dep-v0', content: deflateSync(new Uint8Array(32 * 1024 * 1024)) }]).bytes).notAssessed).toHaveLength(1);
});
