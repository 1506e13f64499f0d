/**
 * Real images for tests, built from the package managers' own content and kept in a cache outside of the checkout, by what
 * their recipes say. Run it to have them built: `node quality/images/build.ts`.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type ImageLayer, type StoredLayer, storeLayer, writeDockerArchive, writeLayout } from './layer.ts';
import type { Part, Truth } from './part.ts';
import { part as debian } from './parts/debian.ts';
import { part as go } from './parts/go.ts';
import { part as java } from './parts/java.ts';
import { part as npm } from './parts/npm.ts';
import { part as python } from './parts/python.ts';
import { part as rpm } from './parts/rpm.ts';

const PARTS: readonly Part[] = [debian, java, rpm, npm, python, go];
/** Images by name, and the layers of each, lowest first. */
const IMAGES: Readonly<Record<string, readonly string[]>> = {
  debian: ['debian'],
  shop: ['debian', 'npm', 'python', 'go', 'java'],
  'rpm-sqlite': ['rpm-sqlite'],
  'rpm-sqlite-log': ['rpm-sqlite-log'],
  'rpm-ndb': ['rpm-ndb'],
  'rpm-berkeley': ['rpm-berkeley'],
};
/** How many parts are built at a time. */
const WORKERS = 2;

export interface BuiltImage {
  readonly name: string;
  /** Folder of the OCI layout. */
  readonly layout: string;
  /** What the package managers say of all layers together. */
  readonly truth: Truth;
  /** Writes it as `docker save` does. */
  dockerArchive(file: string): Promise<void>;
}

const cache = (): string => join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'breakwater', 'images');

/** Hash of the files that say what is in a part and how it is packed. */
async function recipeHash({ recipe }: Part): Promise<string> {
  const hash = createHash('sha256');
  for (const each of [...recipe, 'layer.ts', 'run.ts']) {
    const path = join(import.meta.dirname, each);
    const files = (await stat(path)).isDirectory() ? (await readdir(path)).sort().map((file) => join(path, file)) : [path];
    for (const file of files) hash.update(`${file.slice(import.meta.dirname.length)}\n`).update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 16);
}

/** The layers of a part, from the cache or built. Of two that build at once, one is kept. */
async function layersOf(part: Part, log: (line: string) => void): Promise<readonly ImageLayer[]> {
  const folder = join(cache(), 'parts', `${part.name}-${await recipeHash(part)}`), index = join(folder, 'layers.json');
  if (!(await stat(index).then(() => true, () => false))) {
    const began = performance.now();
    await mkdir(join(folder, '..'), { recursive: true });
    const work = await mkdtemp(`${folder}-build-`), done = join(work, 'done');
    try {
      await mkdir(done);
      const stored: StoredLayer[] = [];
      for (const layer of await part.fill(work)) stored.push(await storeLayer(layer, done));
      await writeFile(join(done, 'layers.json'), JSON.stringify(stored));
      await rename(done, folder).catch(async (error: NodeJS.ErrnoException) => { if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error; });
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    log(`${part.name}: built in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  const stored = JSON.parse(await readFile(index, 'utf8')) as readonly StoredLayer[];
  return stored.map((layer) => ({ ...layer, path: join(folder, layer.file) }));
}

function together(layers: readonly ImageLayer[]): Truth {
  const all: Record<string, readonly string[]> = {};
  for (const { truth } of layers) for (const [manager, lines] of Object.entries(truth)) all[manager] = [...new Set([...(all[manager] ?? []), ...lines])].sort();
  return all;
}

/** All images, from the cache or built. @throws Error where a tool is missing or a registry does not answer */
export async function ensureImages(log: (line: string) => void = (line) => process.stderr.write(`${line}\n`)): Promise<ReadonlyMap<string, BuiltImage>> {
  const layers = new Map<string, ImageLayer>(), waiting = [...PARTS];
  // All are waited for: none goes on behind the back of one that failed.
  const ended = await Promise.allSettled(Array.from({ length: WORKERS }, async () => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) for (const layer of await layersOf(part, log)) layers.set(layer.name, layer);
  }));
  for (const each of ended) if (each.status === 'rejected') throw each.reason;
  const images = new Map<string, BuiltImage>();
  for (const [name, parts] of Object.entries(IMAGES)) {
    const own = parts.map((each) => layers.get(each)!), reference = `shop/${name}:1.0`;
    const layout = join(cache(), `${name}-${createHash('sha256').update(own.map(({ digest }) => digest).join()).digest('hex').slice(0, 16)}`);
    await writeLayout(layout, reference, own);
    images.set(name, { name, layout, truth: together(own), dockerArchive: (file) => writeDockerArchive(file, reference, own) });
  }
  return images;
}

if (import.meta.main) {
  const began = performance.now();
  const images = await ensureImages();
  for (const { name, layout, truth } of images.values()) process.stdout.write(`${name.padEnd(14)} ${layout}  ${Object.entries(truth).map(([manager, lines]) => `${manager} ${lines.length}`).join(', ')}\n`);
  process.stdout.write(`ready after ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
}
