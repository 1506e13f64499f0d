/** A whole image: its layers in parallel, from the cache where they were read before, and what a container sees of them. */
import type { AnalyzerResult, NotAssessed } from '#core/packages.ts';
import type { Image, ImageLayer, LayerContents } from '#core/ports/images.ts';
import { LIMITS } from '#core/limits.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import type { LayerCache } from './cache.ts';
import type { Search } from './collector.ts';
import { readFolder } from './folder.ts';
import type { LayerFile } from './layer.ts';
import { spoiled } from './layer.ts';
import { Overlay } from './overlay.ts';
import type { WorkerPool } from './pool.ts';
import { Room } from './room.ts';

/** What was found, ready to be merged: lowest layer first, then what links of upper layers stand for. */
export interface Findings {
  readonly layers: readonly { readonly layer?: string; readonly results: readonly AnalyzerResult[] }[];
  isLive(path: string, index: number): boolean;
  /** The text of a small file that was asked for, as a container sees it. */
  text(path: string): string | undefined;
  /** About layers and links; what analyzers could not read is in their results. */
  readonly notAssessed: readonly NotAssessed[];
  readonly entries: number;
  readonly bytes: number;
  /** Layers that did not have to be read again. */
  readonly cached: number;
}

export interface AnalyzeOptions {
  readonly pool: WorkerPool;
  /** Null: nothing is kept. */
  readonly cache: LayerCache | null;
  /** Tells whether any analyzer looks at files of that name. */
  readonly search: Search;
  progress?(done: number, total: number): void;
  /** Something that spoils no result, such as a cache that cannot be written. */
  warn?(message: string): void;
}

/** What is wrong with a layer is in `notAssessed`; the others are read all the same. */
export async function analyzeImage(image: Image, options: AnalyzeOptions): Promise<Findings> {
  const deadline = performance.now() + LIMITS.imageMilliseconds;
  const room = new Room();
  const known = new Map<string, Promise<Layer>>();
  const saving: Promise<void>[] = [];
  let done = 0;
  const layers: Layer[] = [];
  // The largest first: no worker is left alone with it at the end.
  const order = image.layers.map((layer, index) => ({ layer, index })).sort((a, b) => b.layer.size - a.layer.size);
  await Promise.all(order.map(async ({ layer, index }) => {
    const key = keyOf(layer);
    const reading = known.get(key) ?? readCached(layer, options, { room, deadline, saving });
    if (key !== '') known.set(key, reading);
    const { contents, cached } = await reading;
    options.progress?.(++done, image.layers.length);
    layers[index] = { contents: fitting(contents, room), cached };
  }));
  await Promise.all([...saving, options.pool.rest()]);
  await options.cache?.trim();
  const name = (index: number): string => labelOf(image.layers[index]!);
  const aliases = async (index: number, pairs: readonly (readonly [string, string])[]): Promise<LayerContents> => {
    const layer = image.layers[index]!;
    return fitting(await read(layer, (file) => options.pool.run(() => ({ layer: file, left: room.left, aliases: pairs }), deadline)), room);
  };
  return await combine(layers.map(({ contents }) => contents), options.search, name, aliases, layers.filter(({ cached }) => cached).length);
}

/** A folder is one layer that is not kept. @throws ProblemError `image.unreadable` */
export async function analyzeFolder(root: string, search: Search, kind: 'rootfs' | 'dir'): Promise<Findings> {
  const contents = await readFolder(root, search, kind);
  return await combine([contents], search, () => undefined, (_, pairs) => readFolder(root, { ...search, aliases: pairs }, kind), 0);
}

const labelOf = (layer: ImageLayer): string => (layer.diffId === '' ? layer.digest : layer.diffId);

/** The contents, if there is still room for them. */
function fitting(contents: LayerContents, room: Room): LayerContents {
  try {
    room.takeLayer(contents);
    return contents;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return spoiled(`the layer was not used: it ${error.message.replace(/;.*/, '')}`);
  }
}

/** What the layers of one image share. */
interface Course { readonly room: Room; readonly deadline: number; readonly saving: Promise<void>[] }

interface Layer { readonly contents: LayerContents; readonly cached: boolean }

/** Only what was checked against a digest may stand for it. */
const keyOf = (layer: ImageLayer): string => (layer.digest === '' ? layer.diffId : layer.digest);

async function readCached(layer: ImageLayer, { cache, pool, warn }: AnalyzeOptions, { room, deadline, saving }: Course): Promise<Layer> {
  const key = keyOf(layer);
  const kept = key === '' ? undefined : await cache?.get(key);
  if (kept !== undefined) return { contents: kept, cached: true };
  let failed = false;
  const contents = await read(layer, (file) => pool.run(() => ({ layer: file, left: room.left }), deadline), () => { failed = true; });
  // Damage and bounds depend on the bytes alone, a lost worker does not.
  if (key !== '' && !failed && cache !== null && contents.entryCount > 0 && !contents.notAssessed.some(({ path }) => path === '')) {
    saving.push(cache.put(key, contents).catch((error: unknown) => warn?.(messageOf(error))));
  }
  return { contents, cached: false };
}

async function read(layer: ImageLayer, run: (file: LayerFile) => Promise<LayerContents>, failed?: () => void): Promise<LayerContents> {
  try {
    const range = await layer.open();
    try {
      return await run({ range, digest: layer.digest, diffId: layer.diffId });
    } finally {
      await layer.release();
    }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    failed?.();
    return spoiled(`the layer cannot be read: ${error.message}`);
  }
}

async function combine(
  contents: readonly LayerContents[], search: Search, name: (index: number) => string | undefined,
  readAliases: (index: number, pairs: readonly (readonly [string, string])[]) => Promise<LayerContents>, cached: number,
): Promise<Findings> {
  const knows = (path: string): boolean => search.texts.includes(path) || search.analyzers.some((each) => each.wants(path, 1, 0o100644) !== false);
  const overlay = new Overlay(contents, knows);
  const { aliases, notAssessed } = overlay.aliases(knows);
  const byLayer = Map.groupBy(aliases, ({ layer }) => layer);
  const extra = await Promise.all([...byLayer].map(async ([index, each]) => ({ index, contents: await readAliases(index, each.map(({ file, name: alias }) => [file, alias] as const)) })));
  const own = contents.map((each, index) => ({ index, contents: each }));
  const texts = new Map(extra.flatMap((each) => Object.entries(each.contents.texts)));
  return {
    layers: [...own, ...extra].map(({ index, contents: each }) => {
      const layer = name(index);
      return { ...(layer === undefined ? {} : { layer }), results: Object.values(each.results) };
    }),
    isLive: (path, index) => index >= contents.length || overlay.isLive(path, index),
    text: (path) => texts.get(path) ?? overlay.text(path),
    notAssessed: [
      ...own.flatMap(({ index, contents: each }) => each.notAssessed.filter(({ path }) => path === '' || overlay.isLive(path, index)).map((bad) => place(bad, name(index)))),
      ...extra.flatMap(({ index, contents: each }) => each.notAssessed.map((bad) => place(bad, name(index)))),
      ...notAssessed,
    ],
    entries: contents.reduce((sum, each) => sum + each.entryCount, 0), bytes: contents.reduce((sum, each) => sum + each.bytes, 0), cached,
  };
}

/** What concerns a layer as a whole is named by the layer. */
const place = (bad: NotAssessed, layer: string | undefined): NotAssessed => (bad.path === '' ? { path: layer ?? '', reason: bad.reason } : bad);
