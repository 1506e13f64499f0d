/** A real Kubernetes API server over a real etcd, on loopback, for tests. No controllers, no nodes. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Binaries, ensureBinaries } from './build.ts';
import { type Authority, createAuthority, type Identity } from './certificates.ts';
import { type ApiClient, createApiClient } from './client.ts';
import { kubeconfigText, type KubeconfigParts } from './kubeconfig.ts';
import { type Daemon, freePort, startDaemon, startWatchdog } from './processes.ts';

export interface ClusterOptions {
  /** Further arguments of kube-apiserver; later ones win. */
  readonly apiServerArgs?: readonly string[];
}

export interface TestCluster extends ApiClient {
  readonly url: string;
  /** `host:port` of the API server, for a proxy before it. */
  readonly port: number;
  /** PEM of the authority of the server's certificate. */
  readonly ca: string;
  readonly folder: string;
  /** Path of a kubeconfig with all rights. */
  readonly kubeconfigPath: string;
  /** Text of a kubeconfig; default: all rights. */
  kubeconfig(parts?: Partial<KubeconfigParts>): string;
  /** A client certificate that the API server accepts. */
  clientCertificate(user: string, groups?: readonly string[], validTo?: Date): Identity;
  /** kill -9. */
  killApiServer(): Promise<void>;
  /** Starts it on the same port, and waits until it is ready. */
  startApiServer(): Promise<void>;
  restartApiServer(): Promise<void>;
  /** Drops the history of etcd up to now, as the API server does every five minutes. */
  compact(): Promise<void>;
  stop(): Promise<void>;
}

async function until(what: string, daemon: Daemon, seconds: number, check: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    if (daemon.hasEnded()) throw new Error(`${what} ended (${await daemon.ended}):\n${await daemon.tail()}`);
    if (await check().catch(() => false)) return;
    if (performance.now() > deadline) throw new Error(`${what} was not ready after ${seconds} s:\n${await daemon.tail()}`);
    await sleep(50);
  }
}

async function startEtcd(binaries: Binaries, folder: string): Promise<string> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const daemon = await startDaemon(folder, 'etcd', binaries.etcd, [
    `--data-dir=${join(folder, 'etcd')}`, `--listen-client-urls=${url}`, `--advertise-client-urls=${url}`,
    '--listen-peer-urls=http://127.0.0.1:0', '--unsafe-no-fsync', '--log-level=warn',
  ]);
  await until('etcd', daemon, 20, async () => (await fetch(`${url}/health`)).ok);
  return url;
}

interface Secrets { readonly authority: Authority; readonly adminToken: string }

/** Writes certificates, keys and tokens. */
async function writeSecrets(folder: string): Promise<Secrets> {
  const authority = createAuthority('test cluster');
  const server = authority.issue({ commonName: 'kube-apiserver', hosts: ['127.0.0.1', 'localhost', '::1', 'kubernetes.default.svc'] });
  const accounts = generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
  const adminToken = randomBytes(24).toString('base64url');
  const files = {
    'ca.crt': authority.cert, 'server.crt': server.cert, 'server.key': server.key,
    'accounts.pub': accounts.publicKey, 'accounts.key': accounts.privateKey,
    'tokens.csv': `${adminToken},admin,admin,"system:masters"\n`,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content, { mode: 0o600 });
  return { authority, adminToken };
}

const apiServerArgs = (folder: string, etcd: string, port: number): readonly string[] => [
  `--etcd-servers=${etcd}`, '--bind-address=127.0.0.1', '--advertise-address=127.0.0.1', `--secure-port=${port}`,
  `--tls-cert-file=${join(folder, 'server.crt')}`, `--tls-private-key-file=${join(folder, 'server.key')}`,
  `--client-ca-file=${join(folder, 'ca.crt')}`, `--token-auth-file=${join(folder, 'tokens.csv')}`,
  `--service-account-key-file=${join(folder, 'accounts.pub')}`, `--service-account-signing-key-file=${join(folder, 'accounts.key')}`,
  '--service-account-issuer=https://kubernetes.default.svc', '--authorization-mode=RBAC', '--allow-privileged=true',
  // No controller gives namespaces their "default" ServiceAccount, which this plug-in demands of every pod.
  '--disable-admission-plugins=ServiceAccount', '--service-cluster-ip-range=10.0.0.0/16', '--endpoint-reconciler-type=none',
  '--profiling=false', '--v=1',
];

/** Starts a cluster; ready within a few seconds. It ends with `stop()`, or with this process. */
export async function startCluster(options: ClusterOptions = {}): Promise<TestCluster> {
  const binaries = await ensureBinaries();
  const folder = await mkdtemp(join(tmpdir(), 'breakwater-cluster-'));
  const stop = startWatchdog(folder);
  try {
    return await start(binaries, folder, options, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(binaries: Binaries, folder: string, options: ClusterOptions, stopAll: () => Promise<void>): Promise<TestCluster> {
  const { authority, adminToken } = await writeSecrets(folder);
  const etcd = await startEtcd(binaries, folder);
  const port = await freePort();
  const url = `https://127.0.0.1:${port}`;
  const client = createApiClient(url, authority.cert, adminToken);
  const args = [...apiServerArgs(folder, etcd, port), ...(options.apiServerArgs ?? [])];
  let apiServer: Daemon;

  async function startApiServer(): Promise<void> {
    apiServer = await startDaemon(folder, 'kube-apiserver', binaries.kubeApiserver, args);
    await until('kube-apiserver', apiServer, 60, async () =>
      (await client.request('GET', '/readyz')).status === 200 && (await client.request('GET', '/api/v1/namespaces/default')).status === 200);
  }
  await startApiServer();
  const kubeconfig = (parts: Partial<KubeconfigParts> = {}): string => kubeconfigText({ server: url, ca: authority.cert, ...('certificate' in parts ? {} : { token: adminToken }), ...parts });
  const kubeconfigPath = join(folder, 'kubeconfig');
  await writeFile(kubeconfigPath, kubeconfig(), { mode: 0o600 });
  return {
    ...client, url, port, ca: authority.cert, folder, kubeconfigPath, kubeconfig, startApiServer,
    clientCertificate: (user, groups = [], validTo = new Date(Date.now() + 3_600_000)) => authority.issue({ commonName: user, organizations: groups, validTo }),
    killApiServer: () => apiServer.kill(),
    async restartApiServer() { await apiServer.kill(); await startApiServer(); },
    async compact() {
      const post = async (path: string, body: unknown): Promise<{ header: { revision: string } }> => {
        const answer = await fetch(`${etcd}${path}`, { method: 'POST', body: JSON.stringify(body) });
        if (!answer.ok) throw new Error(`etcd ${path}: ${answer.status} ${await answer.text()}`);
        return await answer.json() as { header: { revision: string } };
      };
      const { header } = await post('/v3/kv/range', { key: Buffer.from('x').toString('base64') });
      await post('/v3/kv/compaction', { revision: header.revision, physical: true });
    },
    async stop() {
      await client.close();
      await stopAll();
    },
  };
}
