import { describe, expect, test } from 'vitest';
import { elf, goByPointer, goInline } from '../testing/binaries.ts';
import { fileOf, tools } from '../testing/tools.ts';
import { analyzer } from './index.ts';

const MODULES = 'path\tgit.example/app\nmod\tgit.example/app\t(devel)\t\ndep\tgit.example/harbor\tv1.2.0\th1:aa=\ndep\tgit.example/crane\tv0.1.0\n=>\tgit.example/fork\tv0.2.0\th1:bb=\ndep\tgit.example/local\tv1.0.0\n=>\t../local\t(devel)\t\nbuild\t-compiler=gc\n';
const analyze = (bytes: Uint8Array) => analyzer.scope === 'file' ? analyzer.analyze(fileOf('usr/bin/app', bytes, 0o755), tools) : expect.fail('looks at files');
const names = (bytes: Uint8Array): string[] => analyze(bytes).packages.map(({ name, version, purl }) => `${name} ${version} ${purl}`);

const EXPECTED = [
  'git.example/app  pkg:golang/git.example/app', 'git.example/harbor 1.2.0 pkg:golang/git.example/harbor@v1.2.0',
  'git.example/fork 0.2.0 pkg:golang/git.example/fork@v0.2.0', 'git.example/local  pkg:golang/git.example/local', 'stdlib 1.22.3 pkg:golang/stdlib@1.22.3',
];

describe('found', () => {
  test('texts behind the header, as Go writes since 1.18', () => {
    expect(names(elf([{ name: '.go.buildinfo', content: goInline('go1.22.3', MODULES) }]).bytes)).toEqual(EXPECTED);
  });
  test('texts by address, as before', () => {
    expect(names(goByPointer('go1.17', 'mod\tgit.example/app\tv0.3.0\t\n'))).toEqual(['git.example/app 0.3.0 pkg:golang/git.example/app@v0.3.0', 'stdlib 1.17 pkg:golang/stdlib@1.17']);
  });
  test('the magic as data of a program does not count', () => {
    const decoy = new Uint8Array(64);
    decoy.set(goInline('nothing', '').subarray(0, 40));
    expect(names(elf([{ name: '.rodata', content: decoy }, { name: '.go.buildinfo', content: goInline('go1.21.0 X:boringcrypto', MODULES) }]).bytes).at(-1)).toBe('stdlib 1.21.0 pkg:golang/stdlib@1.21.0');
  });
  test('an unreleased Go says that its standard library is not assessed', () => {
    expect(analyze(elf([{ name: '.go.buildinfo', content: goInline('devel go1.24-abcdef', MODULES) }]).bytes).notAssessed).toEqual([
      { path: 'usr/bin/app', reason: "go-binary: was built by an unreleased Go, 'devel go1.24-abcdef': its standard library is not assessed" },
    ]);
  });
});

describe('quiet', () => {
  test('scripts and programs of other languages', () => {
    expect(analyze(new TextEncoder().encode('#!/bin/sh\n'.repeat(20)))).toEqual({ packages: [], notAssessed: [] });
    expect(analyze(elf([{ name: '.text', content: new Uint8Array(200) }]).bytes)).toEqual({ packages: [], notAssessed: [] });
  });
  test('a cut program is said to be unread', () => {
    const { bytes } = elf([{ name: '.go.buildinfo', content: goInline('go1.22.3', MODULES) }]);
    expect(analyze(bytes.subarray(0, 200)).notAssessed).toHaveLength(1);
  });
  test('wants programs, not scripts or data', () => {
    expect([['usr/bin/app', 9000, 0o755], ['usr/bin/app', 100, 0o755], ['a/run.py', 9000, 0o755], ['a/data', 9000, 0o644], ['a/lib.so.1', 9000, 0o644]].map(([p, s, m]) => analyzer.wants(p as string, s as number, m as number)))
      .toEqual(['content', false, false, false, 'content']);
  });
});
