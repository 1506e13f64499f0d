/** Images over a database of their own, with registries made up by the test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '#adapters/storage/database.ts';
import { createImageStore } from '#adapters/storage/images/index.ts';
import type { Package } from '#core/packages.ts';
import type { Change } from '#core/ports/changes.ts';
import type { ExemptionRecord, ImageUseRecord } from '#core/ports/posture.ts';
import { ProblemError } from '#core/result.ts';
import type { AdvisoryDatabase } from '#domains/vulnerabilities/index.ts';
import { createChangeFeed, Images, type Inspection, type ScanRequest } from '../../index.ts';

export const HOST = 'registry.example.test';
export const digest = (n: number): string => `sha256:${n.toString(16).padStart(64, '0')}`;
export const named = (repository: string): string => `${HOST}/${repository}`;

export const npm = (name: string, version: string, layer = 'l1'): Package => ({ name, version, ecosystem: 'npm', purl: `pkg:npm/${name}@${version}`, locations: [{ path: `app/node_modules/${name}/package.json`, layer }], analyzer: 'npm-installed' });
export const debian = (name: string, version: string, source: string): Package => ({ name, version, ecosystem: 'Debian:12', purl: `pkg:deb/debian/${name}@${version}?distro=debian-12`, source: { name: source, version }, locations: [{ path: 'var/lib/dpkg/status', layer: 'l0' }], analyzer: 'dpkg' });

export function use(reference: string, more: Partial<ImageUseRecord> & { readonly name?: string } = {}): ImageUseRecord {
  const { name = 'cart', ...rest } = more;
  return { environment: 'e1', object: 1, workload: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name }, workloadId: 1, namespace: 'shop', container: 'app', reference, digest: null, config: null, pods: 2, ...rest };
}

/** What a registry gives for `repository@digest` and `repository:tag`. */
export interface Content { readonly digest: string; readonly packages: readonly Package[]; readonly index?: string; readonly config?: string; readonly unread?: readonly { path: string; reason: string }[] }

export class TestImages {
  images!: Images;
  readonly dir = mkdtempSync(join(tmpdir(), 'breakwater-images-'));
  readonly content = new Map<string, Content | Error>();
  readonly uses = new Map<string, ImageUseRecord[]>();
  readonly exemptions: ExemptionRecord[] = [];
  /** References that were opened, and those of which the layers were read. */
  readonly opened: string[] = [];
  readonly read: string[] = [];
  readonly changes: Change[] = [];
  readonly changed: (readonly string[] | null)[] = [];
  readonly logged: string[] = [];
  connected: readonly string[] = [HOST];
  tools = 'tools 1';
  at = 1_800_000_000_000;
  concurrency = 1;
  timeLimit = 60_000;
  /** Called while an image is read. */
  during: (request: ScanRequest) => Promise<void> = async () => undefined;
  #database: Database | null = null;

  async open(): Promise<void> {
    const database = await openDatabase(this.dir), feed = createChangeFeed();
    this.#database = database;
    feed.subscribe((change) => this.changes.push(change));
    this.images = await Images.open({
      store: createImageStore(database), feed, tools: this.tools, concurrency: this.concurrency, timeLimit: this.timeLimit, now: () => this.at, log: (level, message) => this.logged.push(`${level} ${message}`),
      access: { accessFor: async (host) => (this.connected.includes(host) ? { id: 'r1', name: 'registry', credentials: null, plainHttp: false } : null) },
      scan: (request) => this.#scan(request), uses: async (environment) => this.uses.get(environment) ?? [], environments: async () => [...this.uses.keys()], exemptions: async () => this.exemptions,
      changed: (environments) => this.changed.push(environments),
    });
  }

  /** Starts, and waits until all that is due is done. */
  async start(): Promise<void> { await this.images.start(); await this.images.idle(); }

  async restart(): Promise<void> {
    await this.images.stop();
    await this.#database?.close();
    await this.open();
  }

  async close(): Promise<void> {
    await this.images.stop();
    await this.#database?.close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  async runs(environment: string, ...uses: ImageUseRecord[]): Promise<void> {
    this.uses.set(environment, uses.map((one) => ({ ...one, environment })));
    this.images.usesChanged(environment);
    await this.images.idle();
  }

  put(reference: string, content: Content | Error): void { this.content.set(reference, content); }

  async advisories(database: AdvisoryDatabase, fingerprint: string): Promise<void> {
    await this.images.advisories.use({ source: { database, fingerprint, writtenAt: this.at, close: () => undefined } });
  }

  /** By any name of it: state and reason. */
  state(name: string): string {
    const image = this.images.model.find(name);
    return image === undefined ? 'none' : `${image.record.state}${image.record.reason === null ? '' : `: ${image.record.reason}`}`;
  }
  findings(name: string): string[] {
    return (this.images.model.find(name)?.packages ?? []).flatMap(({ matches, record }) => matches.map((m) => `${record.name} ${m.vulnerability} ${m.severity} ${m.fixed} ${m.status}`)).sort();
  }

  async #scan(request: ScanRequest): Promise<{ digest: string; inspection: Inspection | null }> {
    this.opened.push(request.reference);
    const found = this.content.get(request.reference) ?? new ProblemError('registry.missing', `${HOST} has no ${request.reference}`);
    if (found instanceof Error) throw found;
    if (request.known(found.digest)) return { digest: found.digest, inspection: null };
    await this.during(request);
    request.signal.throwIfAborted();
    this.read.push(request.reference);
    request.progress(1, 1);
    const { packages, unread = [], config } = found;
    const notAssessed = packages.length === 0 && unread.length === 0 ? [{ path: '', reason: 'no package data was found in 3 files' }] : unread;
    return { digest: found.digest, inspection: { artifact: { kind: 'image', name: request.reference, digest: found.digest, platform: 'linux/amd64', operatingSystem: null, layers: [{ digest: 'l1', diffId: 'l1', size: 10 }], ...(config === undefined ? {} : { configDigest: config }) }, packages, notAssessed, ownedBySystem: 0 } };
  }
}
