/** A registry in memory: user and password, repositories, tags, manifests and configurations; as slow or broken as a test wants it. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

export class ModelRegistry {
  host = '';
  username = 'scanner';
  password = 'secret';
  /** False: the list of repositories is refused. */
  listed = true;
  /** Answers with this status instead; with `retryAfter` seconds where it is set. */
  status: number | null = null;
  retryAfter: number | null = null;
  /** These repositories are refused. */
  readonly refused = new Set<string>();
  /** Milliseconds before each answer. */
  slow = 0;
  /** Names on one page. */
  page = 1000;
  /** What was asked, as `METHOD path`. */
  requests: string[] = [];
  mostAtOnce = 0;
  #atOnce = 0;
  #port = 0;
  readonly #repositories = new Map<string, Map<string, string>>();
  readonly #documents = new Map<string, string>();
  #server: Server | null = null;

  async start(): Promise<this> {
    const server = createServer((request, response) => { void this.#answer(request, response); });
    await new Promise<void>((resolve) => { server.listen(this.#port, '127.0.0.1', resolve); });
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    this.host = `127.0.0.1:${this.#port}`;
    return this;
  }

  /** Nothing answers at its address any more, until it is started again. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server !== null) await new Promise<void>((resolve) => { server.closeAllConnections(); server.close(() => resolve()); });
  }

  /** Pushes an image. Gives the digest of its manifest. */
  push(repository: string, tag: string, content: string, created?: string): string {
    const config = JSON.stringify({ content, ...(created === undefined ? {} : { created }) });
    const manifest = JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config: { digest: sha256(config), size: config.length }, layers: [] });
    this.#documents.set(sha256(config), config).set(sha256(manifest), manifest);
    const tags = this.#repositories.get(repository) ?? new Map<string, string>();
    this.#repositories.set(repository, tags.set(tag, sha256(manifest)));
    return sha256(manifest);
  }

  remove(repository: string, tag?: string): void {
    if (tag === undefined) this.#repositories.delete(repository);
    else this.#repositories.get(repository)?.delete(tag);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests.push(`${request.method} ${request.url}`);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#atOnce);
    if (this.slow > 0) await new Promise((resolve) => { setTimeout(resolve, this.slow); });
    this.#atOnce--;
    const [status, body, headers = {}] = this.#reply(request);
    response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
    response.end(request.method === 'HEAD' ? '' : body);
  }

  #reply(request: IncomingMessage): readonly [status: number, body: string, headers?: Readonly<Record<string, string>>] {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://registry.invalid');
    if (this.status !== null) return [this.status, '', this.retryAfter === null ? {} : { 'retry-after': String(this.retryAfter) }];
    if (request.headers.authorization !== `Basic ${btoa(`${this.username}:${this.password}`)}`) return [401, '', { 'www-authenticate': 'Basic realm="registry"' }];
    if (pathname === '/v2/') return [200, '{}'];
    if (pathname === '/v2/_catalog') return this.listed ? this.#page('repositories', [...this.#repositories.keys()], pathname, searchParams) : [401, '', { 'www-authenticate': 'Basic realm="registry"' }];
    const [, repository = '', kind = '', which = ''] = /^\/v2\/(.+)\/(tags|manifests|blobs)\/([^/]+)$/.exec(pathname) ?? [];
    if (this.refused.has(repository)) return [403, ''];
    const tags = this.#repositories.get(repository);
    if (tags === undefined) return [404, ''];
    if (kind === 'tags') return this.#page('tags', [...tags.keys()], pathname, searchParams);
    const digest = which.includes(':') ? which : (tags.get(which) ?? '');
    const document = this.#documents.get(digest);
    return document === undefined ? [404, ''] : [200, document, { 'content-type': kind === 'manifests' ? MANIFEST : 'application/octet-stream', 'docker-content-digest': digest }];
  }

  #page(member: string, names: readonly string[], path: string, query: URLSearchParams): readonly [number, string, Readonly<Record<string, string>>] {
    const sorted = [...names].sort();
    const last = query.get('last') ?? '';
    const rest = sorted.filter((name) => name > last);
    const shown = rest.slice(0, this.page);
    return [200, JSON.stringify({ [member]: shown }), rest.length > shown.length ? { link: `<${path}?last=${encodeURIComponent(shown.at(-1) ?? '')}>; rel="next"` } : {}];
  }
}
