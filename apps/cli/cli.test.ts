/** The command line as scripts call it: a few real processes. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Assessment } from '#core/words.ts';

const ROOT = join(import.meta.dirname, '../..');
let dir: string;

interface Ended { readonly code: number | null; readonly out: string; readonly err: string }

function breakwater(args: readonly string[], input = ''): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(ROOT, 'breakwater'), args, { cwd: dir });
    let out = '', err = '';
    child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString(); });
    child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString(); });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    child.stdin.on('error', (error: NodeJS.ErrnoException) => { if (error.code !== 'EPIPE') reject(error); });
    child.stdin.end(input);
  });
}

const pod = (name: string, spec: string): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n  namespace: shop\nspec:\n${spec}`;
const GOOD = pod('good', `  automountServiceAccountToken: false
  securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
  containers:
    - name: web
      image: registry.example/web:1
      securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
`);
const BAD = pod('bad', '  containers:\n    - name: web\n      image: registry.example/web:1\n      securityContext:\n        privileged: true\n');
const RESTRICTED = ['--initiative', 'pod-security-restricted@latest'];

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'breakwater-cli-'));
  mkdirSync(join(dir, 'deploy/more'), { recursive: true });
  mkdirSync(join(dir, 'empty'));
  writeFileSync(join(dir, 'good.yaml'), GOOD);
  writeFileSync(join(dir, 'deploy/bad.yaml'), `${GOOD}---\n${BAD}---\nkind: Pod\n  bad: indentation\n`);
  writeFileSync(join(dir, 'deploy/more/settings.json'), '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings"}}');
  mkdirSync(join(dir, 'policies'));
  writeFileSync(join(dir, 'policies/name.yaml'), `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: no-bad-names}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
  validations: [{expression: "object.metadata.name != 'bad'", message: this name is not good}]
`);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('breakwater assess', { timeout: 60_000 }, () => {
  it('gives the JSON of the contract, every object accounted for', async () => {
    const { code, out, err } = await breakwater(['assess', 'deploy', ...RESTRICTED, '--format', 'json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { assessments, summary } = JSON.parse(out) as { assessments: Assessment[]; summary: Record<string, unknown> };
    expect(assessments.find(({ policy, status }) => policy === 'privileged-containers' && status === 'unhealthy')).toEqual({
      policy: 'privileged-containers', resource: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'bad' }, source: { file: 'deploy/bad.yaml', document: 2, line: 14 },
      status: 'unhealthy', severity: 'critical', message: expect.stringContaining('privileged'), path: 'spec.containers[0].securityContext.privileged',
    });
    expect(assessments.filter(({ resource }) => resource.name === 'good').every(({ status }) => status === 'healthy' || status === 'notApplicable')).toBe(true);
    expect(assessments.find(({ resource }) => resource.kind === 'ConfigMap')).toMatchObject({ policy: '*', status: 'notApplicable', message: 'no policy of the selection applies to ConfigMap' });
    expect(assessments.filter(({ status }) => status === 'notAssessed')).toEqual([
      { policy: '*', resource: { apiVersion: '', kind: '', namespace: null, name: '' }, source: { file: 'deploy/bad.yaml', document: 3, line: 27 }, status: 'notAssessed', severity: 'informational', message: 'not valid YAML: bad indentation of a mapping entry', path: null },
    ]);
    expect(summary).toMatchObject({ objects: 3, documents: 4, notAssessed: 1, byStatus: { notAssessed: 1 } });
    expect((await breakwater(['assess', 'deploy', ...RESTRICTED, '--format', 'json'])).out).toBe(out);
  });

  it('exits with 1 only for findings that are severe enough', async () => {
    const codes = await Promise.all([['deploy', '--fail-on', 'critical'], ['good.yaml', '--fail-on', 'informational'], ['deploy']].map(async (args) => (await breakwater(['assess', ...args, ...RESTRICTED])).code));
    expect(codes).toEqual([1, 0, 0]);
  });

  it('reads standard input, and gives it the same verdict as a file', async () => {
    const { code, out } = await breakwater(['assess', '-', ...RESTRICTED, '--format', 'json'], readFileSync(join(dir, 'deploy/bad.yaml'), 'utf8'));
    expect(code).toBe(0);
    const statuses = (text: string): string[] => (JSON.parse(text) as { assessments: Assessment[] }).assessments.map(({ policy, status, path }) => `${policy} ${status} ${path}`);
    expect(statuses(out)).toEqual(statuses((await breakwater(['assess', 'deploy/bad.yaml', ...RESTRICTED, '--format', 'json'])).out));
  });

  it('says for people what is wrong, where and how to fix it', async () => {
    const { out } = await breakwater(['assess', 'deploy', ...RESTRICTED]);
    expect(out).toMatch(/^CRITICAL {2}Containers must not be privileged/);
    expect(out).toContain('deploy/bad.yaml:24  spec.containers[0].securityContext.privileged');
    expect(out).toContain('Fix: ');
    expect(out).toContain('deploy/bad.yaml:27: not valid YAML: bad indentation of a mapping entry');
    expect(out).toMatch(/3 objects in 4 documents, \d+ policies \(pod-security-restricted@latest\)\n/);
  });

  it('writes a file whole or not at all', async () => {
    expect(await breakwater(['assess', 'good.yaml', ...RESTRICTED, '--format', 'html', '--output', 'report.html'])).toEqual({ code: 0, out: '', err: '' });
    expect(readFileSync(join(dir, 'report.html'), 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    const { code, err } = await breakwater(['assess', 'good.yaml', '--output', 'nowhere/report.html']);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/^breakwater: --output nowhere\/report\.html: cannot be written: .*\n$/) });
    expect(readdirSync(dir).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  it('runs the policies of a directory', async () => {
    const { code, out } = await breakwater(['assess', 'deploy', '--policies', 'policies', '--format', 'json', '--fail-on', 'low']);
    expect(code).toBe(1);
    const rows = (JSON.parse(out) as { assessments: Assessment[] }).assessments.filter(({ policy }) => policy === 'no-bad-names');
    expect(rows.map(({ resource, status, message }) => [resource.name, status, message])).toEqual([['good', 'healthy', ''], ['bad', 'unhealthy', 'this name is not good']]);
  });

  it.each<[string, string[], string | RegExp]>([
    ['nothing to assess', ['assess'], /name what to assess/],
    ['no such path', ['assess', 'nope'], 'breakwater: nope: no such file or directory\n'],
    ['an empty directory', ['assess', 'empty'], /^breakwater: empty: no manifest in it/],
    ['an unknown initiative', ['assess', 'good.yaml', '--initiative', 'pod-security-basline'], /no such initiative; did you mean pod-security-baseline/],
    ['an unknown version', ['assess', 'good.yaml', '--initiative', 'pod-security-baseline@v0.1'], /has no version 'v0\.1'/],
    ['an unknown format', ['assess', 'good.yaml', '--format', 'jsn'], 'breakwater: --format jsn: did you mean json? allowed are table, json, sarif, junit, html\n'],
    ['an unknown severity', ['assess', 'good.yaml', '--fail-on', 'hihg'], /did you mean high\?/],
    ['an unknown option', ['assess', 'good.yaml', '--formt', 'json'], "breakwater: unknown option '--formt' (Did you mean --format?) (see: breakwater assess --help)\n"],
    ['an unknown command', ['asess'], "breakwater: unknown command 'asess' (Did you mean assess?) (see: breakwater --help)\n"],
    ['no kubeconfig', ['assess', '--kubeconfig', 'nope'], 'breakwater: --kubeconfig nope: no such file\n'],
    ['a context without kubeconfig', ['assess', 'good.yaml', '--context', 'x'], 'breakwater: --context needs --kubeconfig FILE\n'],
    ['no policy directory', ['assess', 'good.yaml', '--policies', 'nope'], 'breakwater: --policies nope: no such directory\n'],
    ['a directory without policies', ['assess', 'good.yaml', '--policies', 'empty'], /no ValidatingAdmissionPolicy in it/],
    ['an unknown policy', ['policy', 'show', 'privileged-container'], /did you mean privileged-containers\?/],
  ])('%s is one clear line and exit code 2', async (_name, args, expected) => {
    const { code, out, err } = await breakwater(args);
    expect({ code, out, lines: err.trimEnd().split('\n').length }).toEqual({ code: 2, out: '', lines: 1 });
    if (typeof expected === 'string') expect(err).toBe(expected);
    else expect(err).toMatch(expected);
  });

  it('says that nothing could be assessed, with the reasons', async () => {
    const { code, out, err } = await breakwater(['assess', '-', '--format', 'json'], 'a: [');
    expect({ code, err }).toEqual({ code: 2, err: 'breakwater: nothing could be assessed: see the reasons above\n' });
    expect((JSON.parse(out) as { assessments: Assessment[] }).assessments).toHaveLength(1);
  });
});

describe('breakwater policy', { timeout: 60_000 }, () => {
  it('evaluates a line at a time, whatever the lines are', async () => {
    const lines = ['{"id":1,"expression":"1 + 1"}', 'not json', '[]', '', '{"id":"big","expression":"x + 1","variables":{"x":9007199254740993}}', '{"id":null,"expression":"1 +"}'];
    const { code, out } = await breakwater(['policy', 'eval'], lines.join('\n'));
    const answers = out.trimEnd().split('\n');
    expect(code).toBe(0);
    expect(answers[0]).toBe('{"id":1,"value":2}');
    expect(answers[1]).toBe('{"id":null,"error":"the line is not JSON"}');
    expect(answers[2]).toBe('{"id":null,"error":"the line is not a JSON object"}');
    expect(answers[3]).toContain('9007199254740994');
    expect(JSON.parse(answers[4]!)).toEqual({ id: null, error: expect.any(String) });
    expect(answers).toHaveLength(5);
  });

  it('evaluates typed values', async () => {
    const { out } = await breakwater(['policy', 'eval', '--typed'], '{"id":"t","expression":"x + 1","variables":{"x":{"type":"int","value":"2"}}}\n');
    expect(JSON.parse(out)).toEqual({ id: 't', value: { type: 'int', value: '3' } });
  });

  it('lists, shows and exports', async () => {
    const listed = JSON.parse((await breakwater(['policy', 'list', '--format', 'json'])).out) as { id: string; severity: string }[];
    expect(listed.find(({ id }) => id === 'privileged-containers')?.severity).toBe('critical');
    expect((await breakwater(['policy', 'list', '--initiatives'])).out).toContain('pod-security-restricted');
    const shown = await breakwater(['policy', 'show', 'privileged-containers']);
    expect(shown.out).toContain('kind: ValidatingAdmissionPolicy');
    expect(shown.out).toContain('Fix: ');
    const exported = await breakwater(['policy', 'export', 'sysctls', '--bind', 'deny']);
    expect(exported.out.match(/^kind: .*/gm)).toEqual(['kind: ValidatingAdmissionPolicy', 'kind: ValidatingAdmissionPolicyBinding']);
    expect(exported.out).toContain('- Deny');
  });

  it('runs the twins of a policy', async () => {
    const { code, out } = await breakwater(['policy', 'test', 'privileged-containers']);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^1 polic.* all as expected\n$/) });
  });
});

describe('breakwater', { timeout: 60_000 }, () => {
  it('shows help and version', async () => {
    const help = await breakwater(['--help']);
    expect(help.code).toBe(0);
    for (const command of ['assess', 'policy', 'up', 'connect', 'user', 'doctor']) expect(help.out).toContain(command);
    expect((await breakwater(['assess', '--help'])).out).toContain('Exit codes');
    expect((await breakwater(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('checks its installation', async () => {
    expect((await breakwater(['doctor', '--data', join(dir, 'data')])).out).toMatch(/^ok {4}Node: v24[^\n]*\nok {4}policies: \d+ policies, \d+ initiatives, all compile\n/);
  });
});
