/** The control plane as one thing: storage, identity, posture and the server that speaks for them, started and stopped in order. */
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { type Database, openDatabase } from '#adapters/storage/database.ts';
import { createIdentityStore } from '#adapters/storage/identity/index.ts';
import { WELCOME_PATH } from '#contract/paths.ts';
import type { IdentityStore } from '#core/ports/identity.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import { createChangeFeed, type Images, type Log, type Posture } from '#pipeline/index.ts';
import type { Registries } from '#pipeline/registries/index.ts';
import { readFigures, type Stopwatch, timed } from './figures.ts';
import { createLogger } from './http/logging.ts';
import { createMetrics } from './http/metrics.ts';
import { isLoopback } from './http/routes.ts';
import { createServer, type ServerOptions } from './http/server.ts';
import { createFirstAdmin, createIdentity, type Identity } from './identity/index.ts';
import { ADVISORIES, advisoriesPath, createImageHandlers, openImages } from './images/index.ts';
import { loadSampleImages, writeSampleAdvisories } from './images/sample.ts';
import { watchAdvisories } from './images/watch.ts';
import { createPostureHandlers, openPosture } from './posture/index.ts';
import { openRegistries, registryHandlers } from './registries/index.ts';
import { readSample, SAMPLE_NAME } from './sample.ts';

const ROOT = join(import.meta.dirname, '../..');
const SWEEP_MS = 3_600_000;

export interface ControlPlaneOptions extends Pick<ServerOptions, 'tls' | 'publicOrigin' | 'trustedProxies' | 'heartbeatMs' | 'strict'> {
  readonly dataDir: string;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Folder of the built console; that of the checkout where left out. */
  readonly consoleDir?: string;
  /** Loads the sample environment, unless it is there. */
  readonly sample?: boolean;
  readonly log?: Logger;
}

export interface ControlPlane {
  /** Where a browser on this machine reaches it. */
  readonly url: string;
  /** Password of the user `admin`, at the very first start only; it is kept nowhere. */
  readonly adminPassword: string | null;
  /** With the sample, bound to loopback: a link that signs in once. */
  readonly welcomeUrl: string | null;
  /** Finishes what is under way, then lets go of port and data directory. */
  stop(): Promise<void>;
}

/**
 * Resolves when the server answers. Throws ProblemError with one line for what a person can change: `data-dir-in-use`,
 * `schema-too-new`, `port-in-use`, `address-unusable`, `tls-unusable`, `no-sample`.
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const log = options.log ?? createLogger('info');
  const stack: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (let undo = stack.pop(); undo !== undefined; undo = stack.pop()) await undo();
  };
  try {
    const database = await openDatabase(options.dataDir);
    stack.push(() => database.close());
    const store = createIdentityStore(database);
    const adminPassword = await createFirstAdmin(store, Date.now, options.sample !== true);
    const parts = await assemble(options, log, database, store);
    const { app, identity } = parts;
    await startParts(options, parts, (level, message) => log[level](message), stack);
    const sweep = setInterval(() => { identity.access.sweep().catch((error: unknown) => log.error({ err: error }, 'ended sessions could not be removed')); }, SWEEP_MS);
    stack.push(async () => clearInterval(sweep));
    stack.push(() => app.close());
    await listen(app, options);
    const url = urlOf(options, (app.server.address() as AddressInfo).port);
    // A proxy would bring strangers in from this machine's own address.
    const welcome = options.sample === true && isLoopbackHost(options.host) && options.publicOrigin === undefined && options.trustedProxies === undefined;
    return { url, adminPassword, welcomeUrl: welcome ? `${url}${WELCOME_PATH}#${identity.codes.issue()}` : null, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Parts { readonly app: FastifyInstance; readonly identity: Identity; readonly posture: Posture; readonly images: Images; readonly registries: Registries }

async function assemble(options: ControlPlaneOptions, log: Logger, database: Database, store: IdentityStore): Promise<Parts> {
  checkTls(options);
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const feed = createChangeFeed(Date.now, (error) => log.error({ err: error }, 'a listener of changes failed'));
  const watch: Stopwatch = { objects: 0, seconds: 0 };
  const tell: Log = (level, message) => log[level](message);
  // Each of the three asks the others; nothing is asked before all are there.
  const parts: { posture?: Posture; registries?: Registries } = {};
  const images = await openImages({
    database, feed, log: tell, posture: () => there(parts.posture).store, changed: (environments) => there(parts.posture).imagesChanged(environments),
    access: { accessFor: (host) => there(parts.registries).accessFor(host) },
  });
  const posture = await openPosture({ database, feed, version, log: tell, around: (engine) => timed(engine, watch), images, exemptionsChanged: () => images.exemptionsChanged() });
  const registries = openRegistries({
    database, feed, log: tell, intake: images.intake, accessChanged: () => images.accessChanged(),
    running: async () => (await posture.store.imageUses(null)).map(({ reference }) => reference),
  });
  Object.assign(parts, { posture, registries });
  const identity = createIdentity(store, feed, Date.now);
  const { tls, publicOrigin, trustedProxies, heartbeatMs, strict } = options;
  const registryNames = async (): Promise<ReadonlyMap<string, string>> => new Map((await registries.store.registries()).map(({ id, name }) => [id, name]));
  const app = await createServer({
    identity, changes: feed, posture: createPostureHandlers({ posture, findingMatches: async (exemption, visibility) => images.exempted(exemption, visibility) }), images: createImageHandlers({ images, posture, registryNames, version }), registries: registryHandlers({ registries, intake: images.intake }),
    version, log, consoleDir: options.consoleDir ?? join(ROOT, 'apps/console/dist'),
    metrics: createMetrics(() => readFigures(posture.store, images, Date.now(), watch)),
    ready: async () => { await store.firstAdmin(); return true; },
    tls, publicOrigin, trustedProxies, ...(strict === undefined ? {} : { strict }), ...(heartbeatMs === undefined ? {} : { heartbeatMs }),
  });
  return { app, identity, posture, images, registries };
}

function there<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('a part of the control plane was used before it was there');
  return part;
}

/** Advisories first, so that nothing is shown as not compared with them that will be in a moment; then what runs, then registries. */
async function startParts(options: ControlPlaneOptions, { posture, images, registries }: Parts, log: Log, stack: (() => Promise<unknown>)[]): Promise<void> {
  const { dataDir } = options, path = advisoriesPath(dataDir);
  if (options.sample === true && path === join(dataDir, ADVISORIES)) await writeSampleAdvisories(path);
  stack.push(() => posture.stop());
  stack.push(() => images.stop());
  const watched = await watchAdvisories({ images, path, vexFolder: join(dataDir, 'vex'), log });
  stack.push(() => watched.stop());
  if (options.sample === true) await loadSampleImages(images);
  await posture.start();
  if (options.sample === true) await loadSample(posture);
  const end = posture.onImageUses((environment) => images.usesChanged(environment));
  stack.push(async () => end());
  await images.start();
  stack.push(() => registries.stop());
  await registries.start();
}

function checkTls({ tls }: ControlPlaneOptions): void {
  if (tls === undefined) return;
  try {
    createSecureContext(tls);
  } catch (error) {
    throw new ProblemError('tls-unusable', `the TLS certificate and key cannot be used: ${messageOf(error)}`, { cause: error });
  }
}

async function loadSample(posture: Posture): Promise<void> {
  const known = await posture.store.environments(null);
  if (known.some(({ sample }) => sample)) return;
  await posture.createManifests({ name: SAMPLE_NAME, files: await readSample(), sample: true });
}

async function listen(app: FastifyInstance, { host, port }: ControlPlaneOptions): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') throw new ProblemError('port-in-use', `port ${port} on ${host} is in use by another program: stop it, or choose another with --port`, { cause: error });
    if (code === 'EACCES') throw new ProblemError('address-unusable', `port ${port} on ${host} may not be used by this user: choose one above 1023 with --port`, { cause: error });
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') throw new ProblemError('address-unusable', `${host} is not an address of this machine: choose another with --host`, { cause: error });
    throw error;
  }
}

function urlOf({ host, tls, publicOrigin }: ControlPlaneOptions, port: number): string {
  if (publicOrigin !== undefined) return publicOrigin;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `${tls === undefined ? 'http' : 'https'}://${name}:${port}`;
}

/** Whether only programs on this machine reach a server that is bound to this host. */
export const isLoopbackHost = (host: string): boolean => host === 'localhost' || isLoopback(host);
