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
  /** Every layer was read to its end, and is what its digest says: the same will come of it the next time. */
  readonly whole: boolean;
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

/**
 * What `make` makes of an image, kept for those whose layers were all read to their end. `form`: changes whenever `make`
 * comes to other results. The value must be plain data.
 */
export async function analyzeKept<T>(image: Image, options: AnalyzeOptions, form: string, make: (findings: Findings) => T): Promise<T> {
  const layers = image.layers.map((layer) => [keyOf(layer), labelOf(layer)]);
  const key = layers.some(([digest]) => digest === '') ? null : JSON.stringify([form, layers]);
  const kept = key === null ? undefined : await options.cache?.get<{ readonly value: T }>(key);
  if (kept !== undefined) return kept.value;
  const findings = await analyzeImage(image, options), value = make(findings);
  if (key !== null && findings.whole) await options.cache?.put(key, { value }).catch((error: unknown) => options.warn?.(messageOf(error)));
  return value;
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
    const { contents, ...more } = await reading;
    options.progress?.(++done, image.layers.length);
    layers[index] = { contents: fitting(contents, room), ...more };
  }));
  await Promise.all([...saving, options.pool.rest()]);
  await options.cache?.trim();
  const name = (index: number): string => labelOf(image.layers[index]!);
  const aliases = async (index: number, pairs: readonly (readonly [string, string])[]): Promise<LayerContents> => {
    const layer = image.layers[index]!;
    return fitting(await read(layer, (file) => options.pool.run(() => ({ layer: file, left: room.left, aliases: pairs }), deadline)), room);
  };
  const findings = await combine(layers.map(({ contents }) => contents), options.search, name, aliases, layers.filter(({ cached }) => cached).length);
  const labels = new Set(image.layers.map(labelOf));
  return { ...findings, whole: layers.every(({ sound }) => sound) && !findings.notAssessed.some(({ path }) => labels.has(path)) };
}

/** A folder is one layer that is not kept. @throws ProblemError `image.unreadable` */
export async function analyzeFolder(root: string, search: Search, kind: 'rootfs' | 'dir'): Promise<Findings> {
  const contents = await readFolder(root, search, kind);
  return { ...await combine([contents], search, () => undefined, (_, pairs) => readFolder(root, { ...search, aliases: pairs }, kind), 0), whole: false };
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

/** `sound`: it could be kept, so the same comes of it again. */
interface Layer { readonly contents: LayerContents; readonly cached: boolean; readonly sound: boolean }

/** Only what was checked against a digest may stand for it. */
const keyOf = (layer: ImageLayer): string => (layer.digest === '' ? layer.diffId : layer.digest);

async function readCached(layer: ImageLayer, { cache, pool, warn }: AnalyzeOptions, { room, deadline, saving }: Course): Promise<Layer> {
  const key = keyOf(layer);
  const kept = key === '' ? undefined : await cache?.get(key);
  if (kept !== undefined) return { contents: kept, cached: true, sound: true };
  let failed = false;
  const contents = await read(layer, (file) => pool.run(() => ({ layer: file, left: room.left }), deadline), () => { failed = true; });
  // Damage and bounds depend on the bytes alone, a lost worker does not.
  const sound = key !== '' && !failed && !contents.notAssessed.some(({ path }) => path === '');
  if (sound && cache !== null && contents.entryCount > 0) saving.push(cache.put(key, contents).catch((error: unknown) => warn?.(messageOf(error))));
  return { contents, cached: false, sound };
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
): Promise<Omit<Findings, 'whole'>> {
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
