/** The large image that scanners are compared on: layers by image/layers.sh, packed as docker save does, with gzip. Kept in a cache outside of the checkout. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';

const run = promisify(execFile);
const RECIPE = join(import.meta.dirname, 'image');

interface Layer { readonly packed: string; readonly diffId: string; readonly bytes: number; readonly packedBytes: number }

export interface BuiltImage {
  /** A docker-archive. */
  readonly file: string;
  /** Its layers beside it, packed. */
  readonly layers: readonly string[];
  readonly bytes: number;
  readonly packedBytes: number;
  readonly seconds: number;
  readonly fromCache: boolean;
}

async function folderOf(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(RECIPE)).sort()) hash.update(`${name}\0`).update(await readFile(join(RECIPE, name)));
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'breakwater', 'images', hash.digest('hex').slice(0, 16));
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}

async function pack(folder: string, name: string): Promise<Layer> {
  const tar = join(folder, `${name}.tar`), packed = `${tar}.gz`;
  const diffId = `sha256:${await digestOf(tar)}`, { size: bytes } = await stat(tar);
  await pipeline(createReadStream(tar, { highWaterMark: 1024 * 1024 }), createGzip({ level: 6 }), createWriteStream(packed));
  await rm(tar);
  return { packed: `${name}.tar.gz`, diffId, bytes, packedBytes: (await stat(packed)).size };
}

/** Needs root, debootstrap, npm, pip, Maven and a JDK; some minutes. */
async function build(folder: string): Promise<void> {
  await run('nice', ['-n', '10', 'bash', join(RECIPE, 'layers.sh'), folder], { maxBuffer: 16 * 1024 * 1024 }).catch((error: { stdout?: string; stderr?: string; message: string }) => {
    throw new Error(`the image cannot be built: ${error.message}\n${error.stdout ?? ''}${error.stderr ?? ''}`.slice(-4000));
  });
  const names = (await readdir(folder)).filter((name) => /^layer\d\.tar$/.test(name)).map((name) => name.slice(0, -4)).sort();
  const layers: Layer[] = [];
  for (const name of names) layers.push(await pack(folder, name));
  const config = JSON.stringify({ architecture: 'amd64', os: 'linux', created: '2026-11-01T00:00:00Z', config: { Cmd: ['node', '/app/index.js'] }, rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) }, history: names.map((name) => ({ created_by: name })) });
  const configName = `${createHash('sha256').update(config).digest('hex')}.json`;
  await writeFile(join(folder, configName), config);
  await writeFile(join(folder, 'manifest.json'), JSON.stringify([{ Config: configName, RepoTags: ['shop:1'], Layers: layers.map(({ packed }) => packed) }]));
  await run('tar', ['-C', folder, '-cf', join(folder, 'image.tar'), configName, ...layers.map(({ packed }) => packed), 'manifest.json']);
  await writeFile(join(folder, 'layers.json'), JSON.stringify(layers));
}

/** The image, built when the cache has none. Rejects with the exact error of the build. */
export async function ensureImage(log: (line: string) => void): Promise<BuiltImage> {
  const began = performance.now(), folder = await folderOf();
  let fromCache = true;
  if (await stat(join(folder, 'layers.json')).catch(() => null) === null) {
    fromCache = false;
    log('building the image from packages of Debian, npm, PyPI and Maven; this is done once');
    await mkdir(join(folder, '..'), { recursive: true });
    const work = await mkdtemp(`${folder}-build-`);
    try {
      await build(work);
      await rm(folder, { recursive: true, force: true });
      await rename(work, folder);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  const layers = JSON.parse(await readFile(join(folder, 'layers.json'), 'utf8')) as readonly Layer[];
  const sum = (of: (layer: Layer) => number): number => layers.reduce((total, layer) => total + of(layer), 0);
  return { file: join(folder, 'image.tar'), layers: layers.map(({ packed }) => join(folder, packed)), bytes: sum(({ bytes }) => bytes), packedBytes: sum(({ packedBytes }) => packedBytes), seconds: (performance.now() - began) / 1000, fromCache };
}

if (import.meta.main) {
  const image = await ensureImage((line) => console.log(line));
  console.log(`${image.file}: ${image.layers.length} layers, ${(image.packedBytes / 1e6).toFixed(0)} MB packed, ${(image.bytes / 1e6).toFixed(0)} MB unpacked, ${image.fromCache ? 'from the cache' : `built in ${image.seconds.toFixed(0)} s`}`);
}
