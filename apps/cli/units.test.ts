import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { load } from 'js-yaml';
import { createReport } from '#adapters/formats/index.ts';
import { createEvaluator, type Selection } from '#domains/hardening/index.ts';
import type { GraphCheck } from '#core/graph.ts';
import type { Assessment, KubeObject } from '#core/words.ts';
import { refOf } from '#core/words.ts';
import { Assessor } from './assess/assessor.ts';
import { AssessingSink } from './assess/cluster.ts';
import { forGraph } from './assess/graph-objects.ts';
import { connect } from './connect.ts';
import { connectRegistry } from './connect-registry.ts';
import { nearest } from './exit.ts';
import { minimalKubeconfig } from './kubeconfig.ts';
import { Progress } from './progress.ts';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'breakwater-cli-')); });
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const object = (kind: string, name: string, more: Record<string, unknown> = {}): KubeObject => ({ apiVersion: 'v1', kind, metadata: { name, namespace: 'shop' }, ...more });

/** An assessor over one graph policy that is about Services, and what it has written. */
async function graphAssessor(check: GraphCheck = (graph) => graph.ofKind('', 'Service').map((each) => ({ resource: refOf(each), status: 'healthy', message: '', path: null }))): Promise<{ assessor: Assessor; rows: () => Assessment[] }> {
  const policy = { id: 'graph', area: 'x', title: 'Graph', description: '', severity: 'high', category: '', remediation: { text: '', yaml: null }, references: [], techniques: [], evaluation: 'graph', kinds: ['Service'], document: object('GraphPolicy', 'graph'), check, companions: [] } as const;
  const selection: Selection = [{ policy, params: null }];
  let text = '';
  const report = await createReport('json', { color: false, width: null });
  const assessor = new Assessor({ selection, evaluator: createEvaluator(selection), report, initiatives: [], write: async (part) => { text += part; } });
  return { assessor, rows: () => (JSON.parse(`{"assessments":[${text}`) as { assessments: Assessment[] }).assessments };
}

describe('the assessor', () => {
  it('accounts for every object: by the graph, by a reason, or once for two of the same', async () => {
    const { assessor, rows } = await graphAssessor();
    const at = (document: number) => ({ file: 'f.yaml', document });
    await assessor.object(object('Service', 'web'), at(1));
    await assessor.object(object('ConfigMap', 'a'), at(2));
    await assessor.object(object('Service', 'web'), at(3));
    await assessor.problem('not valid YAML', { apiVersion: '', kind: '', namespace: null, name: '' }, at(4));
    await assessor.finish();
    expect(rows().map(({ policy, source, status, message }) => [source?.document, policy, status, message])).toEqual([
      [4, '*', 'notAssessed', 'not valid YAML'], [1, 'graph', 'healthy', ''], [1, 'graph', 'healthy', ''],
      [2, '*', 'notApplicable', 'no policy of the selection applies to ConfigMap'], [3, '*', 'notApplicable', 'assessed once, as the same object in f.yaml (document 1)'],
    ]);
    expect(assessor.summary()).toMatchObject({ objects: 3, documents: 4, notAssessed: 1, byStatus: { healthy: 2, notAssessed: 1, notApplicable: 2, unhealthy: 0 } });
  });

  it('keeps of an object what checks may look at', () => {
    const full = { ...object('Secret', 's', { data: { password: 'aHVudGVyMg==' }, type: 'Opaque', status: {} }), metadata: { name: 's', managedFields: [], annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', kept: 'x' } } };
    expect(forGraph(full)).toEqual({ apiVersion: 'v1', kind: 'Secret', type: 'Opaque', metadata: { name: 's', annotations: { kept: 'x' } } });
  });
});

describe('a live cluster', () => {
  const kind = (name: string, group = '') => ({ group, version: 'v1', kind: name, resource: `${name.toLowerCase()}s`, namespaced: true });
  const owned = (name: string, owner: string): KubeObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, uid: name, ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: owner, uid: owner, controller: true }] } });

  it('assesses what a known controller made once, at the controller; what was listed twice, once', async () => {
    const { assessor } = await graphAssessor();
    const sink = new AssessingSink(assessor, new Map(), new Progress('test'));
    await sink.listPage(kind('ReplicaSet', 'apps'), [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'rs', uid: 'rs' } }]);
    await sink.listEnded(kind('ReplicaSet', 'apps'));
    await sink.listPage(kind('Pod'), [owned('a', 'rs'), owned('b', 'gone')]);
    await sink.listPage(kind('Pod'), [owned('b', 'gone'), owned('c', 'gone')]);
    await sink.listEnded(kind('Pod'));
    expect(assessor.objects).toBe(3);
    expect(sink.isComplete('', 'Pod')).toBe(true);
  });

  it('says which kinds could not be read, and does not take them for complete', async () => {
    const { assessor, rows } = await graphAssessor();
    const sink = new AssessingSink(assessor, new Map(), new Progress('test'));
    await sink.kindUnavailable(kind('Secret'), 'secrets: may not be listed');
    expect(sink.isComplete('', 'Secret')).toBe(false);
    await assessor.finish();
    expect(rows()).toEqual([{ policy: '*', resource: { apiVersion: 'v1', kind: 'Secret', namespace: null, name: '*' }, status: 'notAssessed', severity: 'informational', message: 'secrets: may not be listed', path: null }]);
  });
});

describe('kubeconfigs', () => {
  const config = { apiVersion: 'v1', kind: 'Config', 'current-context': 'prod', contexts: [{ name: 'prod', context: { cluster: 'p', user: 'me' } }, { name: 'test', context: { cluster: 't', user: 'x' } }],
    clusters: [{ name: 'p', cluster: { server: 'https://p', 'certificate-authority': 'ca.pem' } }, { name: 't', cluster: { server: 'https://t' } }],
    users: [{ name: 'me', user: { tokenFile: 'token' } }, { name: 'x', user: { token: 'other-secret' } }] };

  it('keep one context and hold its files', () => {
    writeFileSync(join(dir, 'ca.pem'), 'CA');
    writeFileSync(join(dir, 'token'), 'secret\n');
    const { text, context } = minimalKubeconfig(JSON.stringify(config), dir, undefined);
    expect(context).toBe('prod');
    expect(text).not.toContain('other-secret');
    expect(load(text)).toMatchObject({ clusters: [{ name: 'p', cluster: { server: 'https://p', 'certificate-authority-data': 'Q0E=' } }], users: [{ name: 'me', user: { token: 'secret' } }] });
  });

  it('are refused with the reason', () => {
    expect(() => minimalKubeconfig(JSON.stringify(config), dir, 'prd')).toThrow('the kubeconfig has no context prd; did you mean prod?');
    expect(() => minimalKubeconfig(JSON.stringify(config), dir, undefined)).toThrow(/names a file that cannot be read/);
    expect(() => minimalKubeconfig('a: [', dir, undefined)).toThrow(/not valid YAML/);
    expect(() => minimalKubeconfig('{}', dir, undefined)).toThrow(/no current context/);
  });
});

/** A control plane that refuses everything, and keeps what it was sent. */
async function refusing(status: number, detail: string): Promise<{ address: string; bodies: unknown[]; server: Server }> {
  const bodies: unknown[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => { body += chunk.toString(); });
    request.on('end', () => {
      bodies.push([request.method, request.url, request.headers.authorization, JSON.parse(body)]);
      response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ type: 'about:blank', title: 'Refused', status, code: 'refused', detail }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies, server };
}

describe('breakwater connect', () => {
  it('hands the cluster over, and tells refusals in one line', async () => {
    const { address, bodies, server } = await refusing(403, 'the token may not write');
    writeFileSync(join(dir, 'config'), JSON.stringify({ 'current-context': 'c', contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }], clusters: [{ name: 'k', cluster: { server: 'https://k' } }], users: [{ name: 'u', user: { token: 't' } }] }));
    await expect(connect({ server: address, token: 'bw_x', kubeconfig: join(dir, 'config') })).rejects.toThrow(`${address}: the token may not write`);
    expect(bodies).toEqual([['POST', '/api/v1/environments', 'Bearer bw_x', { kind: 'cluster', name: 'c', context: 'c', kubeconfig: expect.stringContaining('https://k') }]]);
    server.close();
    await expect(connect({ server: address, kubeconfig: join(dir, 'config') })).rejects.toThrow(/an API token with the scope write is needed/);
  });
});

describe('breakwater connect registry', () => {
  it('hands the registry over, with the password from the environment', async () => {
    const { address, bodies, server } = await refusing(400, 'the credentials are not accepted');
    process.env['BREAKWATER_REGISTRY_PASSWORD'] = 'pw';
    try {
      await expect(connectRegistry('https://registry.example/', { server: address, token: 'bw_x', username: 'me', include: ['shop/**'], newest: 5, every: 10 })).rejects.toThrow(`${address}: the credentials are not accepted`);
      await expect(connectRegistry('http://registry.example:5000', { server: address, token: 'bw_x', name: 'local', plainHttp: true, tag: ['1.*'], exclude: ['lab/*'], repository: ['a/b'] })).rejects.toThrow('the credentials are not accepted');
    } finally {
      delete process.env['BREAKWATER_REGISTRY_PASSWORD'];
    }
    server.close();
    const filters = { include: [], exclude: [], tags: [], repositories: [], newest: null };
    expect(bodies).toEqual([
      ['POST', '/api/v1/registries', 'Bearer bw_x', { name: 'registry.example', url: 'https://registry.example/', username: 'me', password: 'pw', plainHttp: false, filters: { ...filters, include: ['shop/**'], newest: 5 }, scheduleMinutes: 10 }],
      ['POST', '/api/v1/registries', 'Bearer bw_x', { name: 'local', url: 'http://registry.example:5000', username: null, password: null, plainHttp: true, filters: { ...filters, tags: ['1.*'], exclude: ['lab/*'], repositories: ['a/b'] } }],
    ]);
    await expect(connectRegistry('x.example', { server: address, token: 'bw_x', username: 'me' })).rejects.toThrow(/--username needs the password/);
    await expect(connectRegistry('x.example', { server: address, token: 'bw_x', passwordStdin: true })).rejects.toThrow('--password-stdin needs --username');
    await expect(connectRegistry('x.example', { server: address, token: 'bw_x', kubeconfig: 'x' })).rejects.toThrow(/are for clusters/);
    await expect(connectRegistry('x.example', { server: address })).rejects.toThrow(/an API token with the scope write is needed/);
  });
});

describe('near names', () => {
  it('finds what was meant', () => {
    expect(nearest('pod-securty-baseline', ['pod-security-baseline', 'pod-security-restricted', 'cis'])).toEqual(['pod-security-baseline']);
    expect(nearest('zzzzzz', ['pod-security-baseline', 'cis'])).toEqual([]);
  });
});
