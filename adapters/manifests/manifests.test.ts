import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIMITS } from '#core/limits.ts';
import { isProblem, type ManifestItem, parseManifestText, readManifests } from './index.ts';

const read = (text: string, file = 'f.yaml'): ManifestItem[] => [...parseManifestText(file, text)];
const brief = (items: readonly ManifestItem[]): unknown[] => items.map((item) => (isProblem(item) ? { problem: item.problem, ...item.source } : { name: item.object.metadata.name, ...item.source }));
const pod = (name: string, more = ''): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\n${more}`;
const problemsOf = (text: string, file?: string): string[] => read(text, file).flatMap((item) => (isProblem(item) ? [item.problem] : []));

describe('documents of a YAML file', () => {
  it('numbers them as YAML does, skips empty ones, and says where each begins', () => {
    const text = `# comment\n---\n${pod('a')}---\n# nothing\n---\n\n${pod('b')}...\n${pod('c')}`;
    expect(brief(read(text))).toEqual([
      { name: 'a', file: 'f.yaml', document: 1, line: 3 },
      { name: 'b', file: 'f.yaml', document: 3, line: 10 },
      { name: 'c', file: 'f.yaml', document: 4, line: 14 },
    ]);
  });

  it('gives one problem with line and reason for a malformed document, and reads the others', () => {
    expect(brief(read(`${pod('a')}---\nkind: Pod\n  bad: indentation\n---\n${pod('b')}`))).toEqual([
      { name: 'a', file: 'f.yaml', document: 1, line: 1 },
      { problem: 'not valid YAML: bad indentation of a mapping entry', file: 'f.yaml', document: 2, line: 6 },
      { name: 'b', file: 'f.yaml', document: 3, line: 8 },
    ]);
  });

  it('separates only at the first column', () => {
    const text = `${pod('a', 'data:\n  script: |\n    ---\n    echo\n    ...\n  other: >-\n    a\n    --- b\n')}---   # next\n${pod('b')}`;
    const [a, b] = read(text);
    expect(a !== undefined && !isProblem(a) && a.object['data']).toEqual({ script: '---\necho\n...\n', other: 'a --- b' });
    expect(b !== undefined && !isProblem(b) && b.object.metadata.name).toBe('b');
  });

  it.each([
    ['CRLF', `${pod('a')}---\n${pod('b')}`.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\ufeff${pod('a')}---\n${pod('b')}`],
    ['carriage returns alone', `${pod('a')}---\n${pod('b')}`.replaceAll('\n', '\r')],
    ['directives', `%YAML 1.1\n---\n${pod('a')}...\n%YAML 1.1\n---\n${pod('b')}`],
    ['content beside the separator', `--- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n--- {apiVersion: v1, kind: Pod, metadata: {name: b}}`],
    ['no newline at the end', `${pod('a')}---\napiVersion: v1\nkind: Pod\nmetadata: {name: b}`],
  ])('understands %s', (_name, text) => {
    expect(read(text).map((item) => (isProblem(item) ? item.problem : item.object.metadata.name))).toEqual(['a', 'b']);
  });

  it('never loses or joins documents, whatever stands between them', () => {
    const separator = fc.constantFrom('---\n', '--- # x\n', '---\r\n', '...\n', '...\n---\n', '---\n# c\n---\n', '\n\n---\n', '...\n# c\n---\n');
    const body = fc.constantFrom('', 'data: {a: "---"}\n', 'data:\n  a: |\n    ---\n    ...\n', 'list:\n- a\n- b\n', '# ---\n', 'text: "a\n\n  b"\n');
    fc.assert(fc.property(fc.array(fc.tuple(body, separator), { minLength: 1, maxLength: 20 }), (parts) => {
      const text = parts.map(([more, between], index) => `${pod(`n${index}`, more)}${between}`).join('');
      const names = read(text).map((item) => (isProblem(item) ? item.problem : item.object.metadata.name));
      expect(names).toEqual(parts.map((_, index) => `n${index}`));
    }), { numRuns: 300 });
  });

  it('gives the right line for every document', () => {
    const text = Array.from({ length: 50 }, (_, i) => `${'\n'.repeat(i % 4)}${pod(`n${i}`)}`).join('---\n');
    for (const item of read(text)) {
      if (isProblem(item)) throw new Error(item.problem);
      expect(text.split('\n')[item.source.line! - 1]).toBe('apiVersion: v1');
      expect(text.split('\n')[item.locate('metadata.name')! - 1]).toBe(`metadata: {name: ${item.object.metadata.name}}`);
    }
  });
});

describe('values', () => {
  const valuesOf = (yaml: string): unknown => {
    const [item] = read(`apiVersion: v1\nkind: X\nvalue: ${yaml}\n`);
    if (item === undefined || isProblem(item)) throw new Error(item?.problem ?? 'nothing');
    return item.object['value'];
  };

  // Expected: what sigs.k8s.io/yaml 1.6 with go.yaml.in/yaml/v2 gives.
  it.each<[string, unknown]>([
    ['yes', true], ['y', true], ['On', true], ['TRUE', true], ['off', false], ['n', false], ['NO', false], ['"yes"', 'yes'], ['yEs', 'yEs'],
    ['0755', 493], ['0o17', 15], ['0x1F', 31], ['-0b11', -3], ['1_000', 1000], ['+5', 5], ['08', 8], ['0_7', 7], ['00', 0], ['-0', 0],
    ['1e3', 1000], ['.5', 0.5], ['1.', 1], ['1.5e-3', 0.0015], ['1:30', '1:30'], ['1.2.3', '1.2.3'], ['0x', '0x'], ['1e400', '1e400'],
    ['9007199254740993', 9007199254740993n], ['-9223372036854775808', -9223372036854775808n], ['18446744073709551615', 18446744073709552000], ['0x7fffffffffffffff', 9223372036854775807n],
    ['2001-01-01', '2001-01-01'], ['2001-01-01T10:00:00Z', '2001-01-01T10:00:00Z'], ['[~, Null, null, ]', [null, null, null]], ['~', undefined], ['', undefined], ['<<', '<<'], ['=', '='], ['!!str 5', '5'], ['!!int "5"', 5],
    ['{on: 1, 1: a, 1.5: b}', { true: 1, 1: 'a', 1.5: 'b' }],
  ])('reads %s as kubectl does', (yaml, expected) => {
    expect(valuesOf(yaml)).toEqual(expected);
  });

  it('refuses what the API server cannot be sent', () => {
    for (const bad of ['.nan', '.inf', '-.Inf', '{~: 1}', '{[a]: 1}', '!!binary aGk=', '!unknown x']) expect(problemsOf(`apiVersion: v1\nkind: X\nvalue: ${bad}\n`)).toHaveLength(1);
  });

  it('keeps keys that are special in JavaScript as ordinary keys', () => {
    for (const text of ['apiVersion: v1\nkind: X\n__proto__: {polluted: true}\nconstructor: 1\n', '{"apiVersion":"v1","kind":"X","__proto__":{"polluted":true},"constructor":1}']) {
      const [item] = read(text);
      if (item === undefined || isProblem(item)) throw new Error('not read');
      expect(Object.keys(item.object)).toContain('__proto__');
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    }
  });

  it('follows merges and aliases', () => {
    expect(valuesOf('\n  base: &b {a: 1}\n  own: {<<: *b, c: 2}\n  same: *b')).toEqual({ base: { a: 1 }, own: { a: 1, c: 2 }, same: { a: 1 } });
  });
});

describe('JSON', () => {
  const json = (name: string): string => `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"${name}"}}`;

  it('reads objects, arrays, lists, and several values in a row', () => {
    expect(brief(read(json('a')))).toEqual([{ name: 'a', file: 'f.yaml', document: 1, line: 1 }]);
    expect(brief(read(`[${json('a')},\n${json('b')}]`))).toEqual([{ name: 'a', file: 'f.yaml', document: 1, line: 1, item: 1 }, { name: 'b', file: 'f.yaml', document: 1, line: 2, item: 2 }]);
    expect(brief(read(`{"kind":"List","apiVersion":"v1","items":[${json('a')}]}\n${json('b')}\n---\n${pod('c')}`))).toEqual([
      { name: 'a', file: 'f.yaml', document: 1, line: 1, item: 1 }, { name: 'b', file: 'f.yaml', document: 2, line: 2 }, { name: 'c', file: 'f.yaml', document: 3, line: 4 },
    ]);
  });

  it('gives items of a typed list its kind, named before or after them', () => {
    const items = '"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]';
    for (const text of [`{"kind":"PodList","apiVersion":"v1",${items}}`, `{"apiVersion":"v1",${items},"kind":"PodList"}`, 'apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a}\n- metadata: {name: b}\n']) {
      const kinds = read(text).map((item) => (isProblem(item) ? item.problem : `${item.object.apiVersion} ${item.object.kind} ${item.object.metadata.name}`));
      expect(kinds).toEqual(['v1 Pod a', 'v1 Pod b']);
    }
  });

  it('reads what comes before a mistake in a list, and says that the rest is missing', () => {
    expect(brief(read(`{"kind":"List","items":[\n${json('a')},\n${json('b')},\n{"apiVersion":"v1",`, 'f.json'))).toEqual([
      { name: 'a', file: 'f.json', document: 1, line: 2, item: 1 }, { name: 'b', file: 'f.json', document: 1, line: 3, item: 2 },
      { problem: 'not valid JSON: the JSON text ends before its value does', file: 'f.json', document: 1, line: 4 },
    ]);
    expect(brief(read(`[${json('a')},\n{"apiVersion":"v1","kind":"Pod","a":01x},\n${json('c')}]`))).toEqual([
      { name: 'a', file: 'f.yaml', document: 1, line: 1, item: 1 },
      { problem: expect.stringContaining('not valid JSON: '), file: 'f.yaml', document: 1, line: 2, item: 2 },
      { name: 'c', file: 'f.yaml', document: 1, line: 3, item: 3 },
    ]);
  });

  it('does not repeat the text of a value in the message', () => {
    expect(problemsOf('[{"password":"hunter2","a":tru}]').join()).not.toContain('hunter2');
  });

  it('keeps the digits of large integers', () => {
    const [item] = read('{"apiVersion":"v1","kind":"X","a":9007199254740993,"b":1e20,"c":"9007199254740993","d":123456789012345678901234567890}');
    expect(item !== undefined && !isProblem(item) && item.object).toMatchObject({ a: 9007199254740993n, b: 1e20, c: '9007199254740993', d: 1.2345678901234568e29 });
  });

  it('cuts values the same wherever the text is split', async () => {
    const { JsonCutter } = await import('./json-cutter.ts');
    const cut = (chunks: readonly Buffer[]): unknown[] => {
      const seen: unknown[] = [];
      const cutter = new JsonCutter({
        value: ({ bytes, ...at }, head) => seen.push([bytes?.toString(), at, { ...head }]),
        listEnded: (document, head) => seen.push(['end', document, { ...head }]),
        failed: (reason, document, line) => seen.push(['failed', reason, document, line]),
      });
      for (const chunk of chunks) cutter.push(chunk);
      cutter.end();
      return seen;
    };
    const string = fc.string({ unit: fc.constantFrom('a', '"', '\\', '{', ']', ',', '\n', 'ä', '😀') });
    const value = fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 3 });
    const object = fc.record({ kind: fc.constant('Pod'), text: string, value });
    const texts = fc.oneof(
      fc.array(object).map((items) => JSON.stringify(items, null, 1)),
      fc.array(object).map((items) => JSON.stringify({ apiVersion: 'v1', items, kind: 'List' })),
      fc.array(object, { minLength: 1 }).map((items) => items.map((item) => JSON.stringify(item)).join('\n---\n')),
      fc.tuple(fc.array(object, { minLength: 1 }), fc.nat(50)).map(([items, short]) => JSON.stringify(items).slice(0, -short - 1)),
    );
    fc.assert(fc.property(texts, fc.array(fc.integer({ min: 1, max: 40 })), (text, sizes) => {
      const bytes = Buffer.from(text);
      const chunks: Buffer[] = [];
      for (let at = 0, i = 0; at < bytes.length; i++) {
        const size = sizes.length === 0 ? 1 : sizes[i % sizes.length]!;
        chunks.push(bytes.subarray(at, at + size));
        at += size;
      }
      expect(cut(chunks)).toEqual(cut([bytes]));
    }), { numRuns: 300 });
  });
});

describe('hostile input', () => {
  it('bounds aliases', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]', ...'bcdefghi'.split('').map((key, i) => `${key}: &${key} [${Array(10).fill(`*${'abcdefghi'[i]}`).join(',')}]`)].join('\n');
    const started = performance.now();
    expect(problemsOf(bomb)).toEqual(['not valid YAML: its aliases stand for more than 200000 values']);
    expect(problemsOf('a: &a {b: *a}')).toEqual(['not valid YAML: an alias contains itself']);
    expect(problemsOf(`a: &a0 [${'['.repeat(60)}x${']'.repeat(60)}]\nb: &a1 [${'['.repeat(60)}*a0${']'.repeat(60)}]\n`)).toEqual([`not valid YAML: nested deeper than ${LIMITS.objectDepth} levels`]);
    expect(problemsOf(`a: &a {k1: 1, k2: 2}\n${Array.from({ length: 6000 }, (_, i) => `x${i}: {<<: *a}`).join('\n')}`)).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it.each([
    ['deep YAML', '['.repeat(100_000)], ['deep JSON', `${'['.repeat(100_000)}${']'.repeat(100_000)}`], ['deep JSON objects', '{"a":'.repeat(100_000)],
    ['deep object in a list', `[{"apiVersion":"v1","kind":"X","a":${'['.repeat(5000)}${']'.repeat(5000)}}]`],
    ['NUL bytes', 'kind: Pod\0\napiVersion: v1'], ['invalid UTF-8', Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe]).toString('latin1')], ['duplicate keys', 'a: 1\na: 2'],
    ['text', 'just words'], ['a number', '42'], ['control characters', 'a: "\u0001"'], ['a Helm template', 'kind: {{ .Values.kind }}\n'], ['nothing of an object', 'a: 1'],
  ])('answers %s with one problem', (_name, text) => {
    const started = performance.now();
    const items = read(text);
    expect(items.filter(isProblem)).toHaveLength(1);
    expect(items).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it('reads 64 KB keys and values', () => {
    const key = 'k'.repeat(65_536);
    const [item] = read(pod('a', `data: {? "${key}" : 1}\n`));
    expect(item !== undefined && !isProblem(item) && Object.keys(item.object['data'] as object)).toEqual([key]);
  });

  it('says what is too large, and reads what follows', () => {
    const big = `${pod('big')}data: ${'x'.repeat(LIMITS.manifestDocumentBytes)}\n`;
    const items = read(`${pod('a')}---\n${big}---\n${pod('b')}`);
    expect(items.map((item) => (isProblem(item) ? item.problem.slice(0, 37) : item.object.metadata.name))).toEqual(['a', 'the YAML document is larger than 8 Mi', 'b']);
  });

  it('names the shape that the API server would refuse', () => {
    expect(problemsOf('apiVersion: v1\nkind: Pod\nmetadata: {name: 5}')).toEqual(['metadata.name is a number, not text: put it in quotes']);
    expect(problemsOf('apiVersion: v1\nkind: Pod\nmetadata: {labels: {a: true}}')).toEqual(['metadata.labels[a] is a boolean, not text: put it in quotes']);
    expect(problemsOf('apiVersion: v1\nkind: Pod\nmetadata: []')).toEqual(['metadata is a list, not a mapping']);
    expect(problemsOf('kind: Pod\nmetadata: {name: a}')).toEqual(['apiVersion is missing']);
    expect(problemsOf('apiVersion: v1\nkind: [Pod]')).toEqual(['kind is a list, not text']);
    expect(problemsOf('apiVersion: v1\nkind: List\nitems: [~, 5]')).toEqual(['the list item is empty, not a Kubernetes object', 'the list item is a number, not a Kubernetes object']);
  });

  it('treats null metadata as absent, null labels as empty', () => {
    const [item] = read('apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: ~, labels: {x: ~}, annotations: ~, ownerReferences: ~}');
    expect(item !== undefined && !isProblem(item) && item.object.metadata).toEqual({ name: 'a', labels: { x: '' } });
  });

  it('never throws and never loses count, whatever the bytes', () => {
    const fragment = fc.constantFrom('---', '\n', '- ', 'a: ', '{', '}', '[', ']', '"', "'", '|', '>', '&a ', '*a', '!!x ', '%', '#', ': ', '? ', '<<: ', '{"items":[', 'kind: Pod\n', 'apiVersion: v1\n', '\t', '\r', '\ufeff', '\0', 'x');
    fc.assert(fc.property(fc.array(fragment, { maxLength: 60 }), (parts) => {
      for (const item of read(parts.join(''))) expect(isProblem(item) ? item.problem.length : item.object.kind.length).toBeGreaterThan(0);
    }), { numRuns: 3000 });
  });
});

describe('what is not a Kubernetes object', () => {
  it.each([
    ['kustomization.yaml', 'resources: [a.yaml]', 'a kustomization'], ['k.yaml', 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization', 'a kustomization'],
    ['chart/Chart.yaml', 'apiVersion: v2\nname: x', 'the description of a Helm chart'], ['values.yaml', 'image: x', 'Helm values?'], ['package.json', '{"name":"x"}', 'neither apiVersion nor kind'],
    ['c.yaml', 'apiVersion: v1\nkind: Config\nclusters: []', 'a kubeconfig'],
  ])('%s is named for what it is', (file, text, expected) => {
    const [item] = read(text, file);
    expect(item !== undefined && isProblem(item) && item.foreign).toBe(true);
    expect(problemsOf(text, file)[0]).toContain(expected);
  });
});

describe('files and directories', () => {
  let root: string;
  const all = async (...paths: string[]): Promise<ManifestItem[]> => Array.fromAsync(readManifests(paths.map((path) => join(root, path))));
  const names = (items: readonly ManifestItem[]): string[] => items.map((item) => (isProblem(item) ? `! ${item.source.file.slice(root.length + 1)}: ${item.problem}` : item.object.metadata.name ?? ''));

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'breakwater-manifests-'));
    for (const [file, name] of Object.entries({ 'in/b.yaml': 'b', 'in/a.yml': 'a', 'in/sub/c.json': 'c', 'in/.hidden/x.yaml': 'x', 'in/node_modules/y.yaml': 'y', 'in/z.txt': 'z', 'out/secret.yaml': 'secret' })) {
      mkdirSync(join(root, file, '..'), { recursive: true });
      writeFileSync(join(root, file), file.endsWith('.json') ? `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"${name}"}}` : pod(name));
    }
    mkdirSync(join(root, 'empty'));
    symlinkSync(join(root, 'out'), join(root, 'in/leads-out'));
    symlinkSync(join(root, 'in/b.yaml'), join(root, 'in/again.yaml'));
    symlinkSync(join(root, 'in'), join(root, 'in/sub/circle'));
    symlinkSync(join(root, 'nowhere'), join(root, 'in/dangling.yaml'));
    writeFileSync(join(root, 'utf16.yaml'), Buffer.from('\ufeffkind: Pod', 'utf16le'));
    writeFileSync(join(root, 'empty.yaml'), '');
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('walks in order, follows no link out of the root, reads each file once', async () => {
    expect(names(await all('in'))).toEqual([
      'a', 'b', 'c',
      expect.stringMatching(/^! in\/dangling\.yaml: the symbolic link leads nowhere/),
      expect.stringMatching(/^! in\/leads-out: the symbolic link leads out of .*in; it was not followed/),
    ]);
    expect(names(await all('in/sub', 'in/b.yaml', 'in/b.yaml'))).toEqual(['c', 'b', expect.stringContaining('circle')].sort((x, y) => (x === 'b' ? 1 : y === 'b' ? -1 : 0)));
  });

  it('reads a file that is named whatever its name', async () => {
    expect(names(await all('in/z.txt', 'out'))).toEqual(['z', 'secret']);
    expect(names(await all('empty.yaml'))).toEqual([]);
  });

  it('says what it cannot read', async () => {
    await expect(all('nope')).rejects.toThrow(/nope: no such file or directory$/);
    await expect(all('empty')).rejects.toThrow(/no manifest in it/);
    expect(names(await all('utf16.yaml'))).toEqual(['! utf16.yaml: the file is in UTF-16; save it as UTF-8']);
  });

  it('reads standard input in whatever pieces it comes', async () => {
    async function* chunks(): AsyncGenerator<string> { for (const char of `${pod('a')}---\n${pod('b')}`) yield char; }
    expect(names(await Array.fromAsync(readManifests(['-'], { stdin: chunks() })))).toEqual(['a', 'b']);
  });

  it('streams large lists and files, the same as small ones', async () => {
    const padding = 'x'.repeat(500);
    const list = `{"apiVersion":"v1","items":[${Array.from({ length: 20_000 }, (_, i) => `\n{"apiVersion":"v1","kind":"Pod","metadata":{"name":"n${i}"},"data":"${padding}"}`).join(',')}],"kind":"List"}`;
    writeFileSync(join(root, 'list.json'), list);
    writeFileSync(join(root, 'many.yaml'), Array.from({ length: 20_000 }, (_, i) => pod(`n${i}`, `data: ${padding}\n`)).join('---\n'));
    for (const file of ['list.json', 'many.yaml']) {
      const items = await all(file);
      expect(items).toHaveLength(20_000);
      items.forEach((item, i) => {
        if (isProblem(item) || item.object.metadata.name !== `n${i}`) throw new Error(`${file} ${i}: ${isProblem(item) ? item.problem : item.object.metadata.name}`);
      });
      const last = items.at(-1)!;
      expect(last.source.line).toBe(file === 'list.json' ? 20_001 : 19_999 * 5 + 1);
    }
    writeFileSync(join(root, 'cut.json'), list.slice(0, -30));
    const cut = await all('cut.json');
    expect(cut.at(-1)).toMatchObject({ problem: 'not valid JSON: the JSON text ends before its value does; the rest of the file was not read' });
    expect(cut).toHaveLength(20_000);
  });
});
