/** Debian's docker-registry (`apt-get install docker-registry apache2-utils`), with one user or without, for tests. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OciImage } from '#adapters/images/testing/image.ts';

export const INDEX = 'application/vnd.oci.image.index.v1+json';
export const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const sha256 = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

export interface RegistryOptions {
  /** Where it tells of pushes (docker-registry's `notifications.endpoints`). */
  readonly notify?: { readonly url: string; readonly headers?: Readonly<Record<string, string>> };
}

const freePort = (): Promise<number> => new Promise((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const address = probe.address();
    probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
  });
});

function configuration(folder: string, host: string, { notify }: RegistryOptions): string {
  // JSON is YAML.
  return JSON.stringify({
    version: 0.1, log: { level: 'error' }, storage: { filesystem: { rootdirectory: join(folder, 'data') }, delete: { enabled: true } },
    http: { addr: host }, auth: { htpasswd: { realm: 'test', path: join(folder, 'htpasswd') } },
    ...(notify === undefined ? {} : { notifications: { endpoints: [{ name: 'breakwater', url: notify.url, timeout: '5s', threshold: 3, backoff: '1s', headers: Object.fromEntries(Object.entries(notify.headers ?? {}).map(([name, value]) => [name, [value]])) }] } }),
  });
}

export class TestRegistry {
  readonly credentials = { username: 'scanner', password: 'correct horse' };
  readonly authorization = `Basic ${Buffer.from(`${this.credentials.username}:${this.credentials.password}`).toString('base64')}`;
  /** `127.0.0.1:port`. */
  readonly host: string;
  private readonly folder: string;
  private server: ChildProcess | null = null;

  private constructor(host: string, folder: string) {
    this.host = host;
    this.folder = folder;
  }

  /** Answers when it takes requests. */
  static async start(options: RegistryOptions = {}): Promise<TestRegistry> {
    const folder = mkdtempSync(join(tmpdir(), 'breakwater-registry-')), host = `127.0.0.1:${await freePort()}`;
    mkdirSync(join(folder, 'data'));
    const registry = new TestRegistry(host, folder);
    writeFileSync(join(folder, 'htpasswd'), execFileSync('htpasswd', ['-Bbn', registry.credentials.username, registry.credentials.password]));
    await registry.restart(options);
    return registry;
  }

  /** The same content at the same address, with other options. */
  async restart(options: RegistryOptions): Promise<void> {
    await this.end();
    writeFileSync(join(this.folder, 'config.yml'), configuration(this.folder, this.host, options));
    this.server = spawn('docker-registry', ['serve', join(this.folder, 'config.yml')], { stdio: 'ignore' });
    for (let attempt = 0; attempt < 100; attempt++) {
      if (await fetch(`http://${this.host}/v2/`).then((response) => response.status === 401, () => false)) return;
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
    throw new Error('docker-registry does not answer');
  }

  async stop(): Promise<void> {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Takes this password from now on; the registry looks at the file when it changes. */
  changePassword(password: string): void {
    writeFileSync(join(this.folder, 'htpasswd'), execFileSync('htpasswd', ['-Bbn', this.credentials.username, password]));
  }

  /** Nothing answers any more, until it is restarted. */
  async end(): Promise<void> {
    const server = this.server;
    this.server = null;
    if (server === null || server.exitCode !== null) return;
    const ended = new Promise((resolve) => { server.once('exit', resolve); });
    server.kill();
    await ended;
  }

  async send(method: string, path: string, body: Buffer | null, headers: Record<string, string> = {}): Promise<Response> {
    const response = await fetch(new URL(path, `http://${this.host}`).href, { method, headers: { authorization: this.authorization, ...headers }, ...(body === null ? {} : { body: new Uint8Array(body) }) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  private async blob(repository: string, digest: string, bytes: Buffer): Promise<void> {
    const url = new URL((await this.send('POST', `/v2/${repository}/blobs/uploads/`, Buffer.alloc(0))).headers.get('location')!, `http://${this.host}`);
    url.searchParams.set('digest', digest);
    await this.send('PUT', `${url.pathname}${url.search}`, bytes, { 'content-type': 'application/octet-stream' });
  }

  async push(repository: string, image: OciImage, tag: string): Promise<void> {
    for (const [digest, bytes] of image.blobs) if (bytes !== image.manifest) await this.blob(repository, digest, bytes);
    await this.send('PUT', `/v2/${repository}/manifests/${tag}`, image.manifest, { 'content-type': MANIFEST });
  }

  /** Pushes the first image of an OCI layout; gives its digest. */
  async pushLayout(repository: string, layout: string, tag: string): Promise<string> {
    const read = (digest: string): Buffer => readFileSync(join(layout, 'blobs/sha256', digest.slice('sha256:'.length)));
    const { manifests } = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')) as { readonly manifests: readonly { readonly digest: string }[] };
    const { digest } = manifests[0]!, manifest = read(digest);
    const { config, layers } = JSON.parse(manifest.toString('utf8')) as { readonly config: { readonly digest: string }; readonly layers: readonly { readonly digest: string }[] };
    for (const each of [config, ...layers]) await this.blob(repository, each.digest, read(each.digest));
    await this.send('PUT', `/v2/${repository}/manifests/${tag}`, manifest, { 'content-type': MANIFEST });
    return digest;
  }
}
