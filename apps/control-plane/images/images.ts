/** Routes of images: lists, one image, its packages, its bill of materials, reading it again. */
import { cyclonedx } from '#adapters/formats/cyclonedx/index.ts';
import { spdx } from '#adapters/formats/spdx/index.ts';
import type { ImageDetail, ImageRow, PackageRow } from '#contract/types.ts';
import type { ScanDetail } from '#core/ports/images-store.ts';
import { ProblemError } from '#core/result.ts';
import type { ScanResult } from '#core/scans.ts';
import { type ImageEntry, keyOfPackage, noCounts, type PackageEntry, total } from '#pipeline/index.ts';
import type { Handlers, ImageRoute } from '../handler.ts';
import { listOf } from '../posture/context.ts';
import { type Position, pageOf } from '../posture/paging.ts';
import { eventViews } from './events.ts';
import { exemptionId } from './findings.ts';
import { searchImages } from './search.ts';
import { useViews } from './uses.ts';
import { latestOf } from './versions.ts';
import { digestOf, type ImageParts, ImageView } from './view.ts';

type Query = Parameters<Handlers['listImages']>[0]['query'];
/** Events on the page of an image. */
const HISTORY = 100;
/** Names in cursors are cut: the id makes them unique. */
const NAME = 100;

export function imageHandlers(parts: ImageParts): Pick<Handlers<ImageRoute>, 'listImages' | 'getImage' | 'listImagePackages' | 'getImageSbom' | 'scanImage'> {
  const { images } = parts;
  const detailOf = async (image: ImageEntry): Promise<ScanDetail> => {
    const detail = await images.store.scan(image.id);
    if (detail === null) throw new ProblemError('not-found', 'the image was not read yet');
    return detail;
  };
  return {
    listImages: async ({ query, visibility }) => {
      const view = await ImageView.of(parts, visibility);
      const found = searchImages(view, view.select(query), query.search).filter((image) => isWanted(view, image, query));
      return pageOf(found, (image) => positionOf(view, image, query.sort), query, (image) => view.row(image));
    },
    getImage: async ({ params, visibility }) => imageDetail(parts, await ImageView.of(parts, visibility), params.id),
    listImagePackages: async ({ params, query, visibility }) => {
      const view = await ImageView.of(parts, visibility);
      const image = view.image(params.id);
      const text = query.search?.trim().toLowerCase() ?? '';
      const detail = image.record.scan === null ? null : await detailOf(image);
      const rows = (detail?.packages ?? []).map((found, index) => ({ found, index, entry: images.model.packages.get(images.model.packageIds.get(keyOfPackage(found)) ?? -1) }))
        .filter(({ found, entry }) => (text === '' || found.name.toLowerCase().includes(text) || found.purl.toLowerCase().includes(text) || (entry?.matches.some(({ vulnerability }) => vulnerability.toLowerCase().includes(text)) ?? false))
          && (query.layer === undefined || found.locations.some(({ layer }) => layer === query.layer)));
      const counted = rows.map((row) => ({ ...row, ...countsOf(view, image, row.entry) })).filter(({ counts }) => query.vulnerable === undefined || (total(counts) > 0) === (query.vulnerable === 'true'));
      return pageOf(counted, ({ risk, found, index }) => [risk, found.name.slice(0, NAME), index], query, ({ found, counts, fixed }): PackageRow => ({
        name: found.name, version: found.version, ecosystem: found.ecosystem, purl: found.purl, licenses: [...found.licenses ?? []], layer: found.locations[0]?.layer ?? null, paths: found.locations.map(({ path }) => path).filter((path) => path !== ''), vulnerabilities: counts, fixed,
      }));
    },
    getImageSbom: async ({ params, query, visibility }) => {
      const view = await ImageView.of(parts, visibility);
      const image = view.image(params.id);
      return sbomOf(view, image, await detailOf(image), query.format, parts.version);
    },
    scanImage: async ({ params, visibility }) => {
      const view = await ImageView.of(parts, visibility);
      const image = view.image(params.id);
      await images.rescan(image.id);
      return view.row(image);
    },
  };
}

function isWanted(view: ImageView, image: ImageEntry, { state, reason, severity, fixable, knownExploited }: Query): boolean {
  const states = listOf(state), severities = listOf(severity);
  if (states !== undefined || reason !== undefined) {
    const shown = view.state(image);
    if (states !== undefined && !states.has(shown.state)) return false;
    if (reason !== undefined && shown.reason !== reason) return false;
  }
  if (severities === undefined && fixable === undefined && knownExploited === undefined) return true;
  if (image.record.scan === null || image.record.matchedAt === null) return false;
  const { counts, fixable: fixes, knownExploited: exploited } = view.summary(image);
  return (severities === undefined || Object.entries(counts).some(([name, count]) => count > 0 && severities.has(name)))
    && (fixable === undefined || (total(fixes) > 0) === (fixable === 'true'))
    && (knownExploited === undefined || (exploited > 0) === (knownExploited === 'true'));
}

/** What runs and is worst comes first; what is not known comes before what is clean. */
function positionOf(view: ImageView, image: ImageEntry, sort: Query['sort']): Position {
  const name = view.reference(image).toLowerCase().slice(0, NAME);
  if (sort === 'name') return [name, image.id];
  if (sort === 'scanned') return [-(image.record.scan?.at ?? 0), image.id];
  const running = view.uses(image).length > 0 ? 0 : 1;
  if (image.record.scan === null || image.record.matchedAt === null) return [running, Number.MAX_SAFE_INTEGER - 1, 0, name, image.id];
  const { counts, risk } = view.summary(image);
  return [running, Math.min(risk, Number.MAX_SAFE_INTEGER), -(counts.critical * 1e6 + counts.high * 1e3 + counts.medium), name, image.id];
}

/** Vulnerabilities of one package in one image. */
function countsOf(view: ImageView, image: ImageEntry, entry: PackageEntry | undefined): { counts: ImageRow['vulnerabilities'] & object; fixed: string | null; risk: number } {
  const counts = noCounts(), fixes: string[] = [];
  let risk = Number.MAX_SAFE_INTEGER;
  for (const match of entry?.matches ?? []) {
    if (match.status !== 'affected' || exemptionId(view, image, match) !== null) continue;
    counts[match.severity ?? 'unknown']++;
    if (match.fixed !== null) fixes.push(match.fixed);
    risk = Math.min(risk, match.risk);
  }
  return { counts, fixed: entry === undefined ? null : latestOf(entry.record.ecosystem, fixes), risk };
}

async function imageDetail(parts: ImageParts, view: ImageView, id: string): Promise<ImageDetail> {
  const image = view.image(id);
  const { store } = parts.images;
  const detail = image.record.scan === null ? null : await store.scan(id);
  const places = (await store.places([id])).get(id) ?? [];
  const layers = new Map((detail?.layers ?? []).map((layer) => [layer.diffId || layer.digest, { ...layer, createdBy: layer.createdBy ?? null, packages: 0, vulnerabilities: noCounts() }]));
  for (const [i, entry] of image.packages.entries()) {
    const layer = layers.get(places[i]?.[0] ?? '');
    if (layer === undefined) continue;
    layer.packages++;
    const { counts } = countsOf(view, image, entry);
    for (const [severity, count] of Object.entries(counts) as [keyof typeof counts, number][]) layer.vulnerabilities[severity] += count;
  }
  const unjudged = image.packages.flatMap(({ record }) => (record.unjudged === null ? [] : [{ path: '', reason: `${`${record.name} ${record.version}`.trimEnd()}: ${record.unjudged}` }]));
  const history = await store.events({ images: [id], limit: HISTORY });
  return {
    ...view.row(image), layers: [...layers.values()].map(({ digest, diffId, size, createdBy, packages, vulnerabilities }) => ({ digest, diffId, size, createdBy, packages, vulnerabilities })),
    uses: useViews(view, [image]), labels: { ...detail?.labels }, unread: [...(detail?.unread ?? []).map(({ path, reason }) => ({ path, reason })), ...unjudged], history: eventViews(view, history.items),
  };
}

function sbomOf(view: ImageView, image: ImageEntry, detail: ScanDetail, format: 'cyclonedx' | 'spdx', version: string): Record<string, unknown> {
  const { scan } = image.record;
  const result: ScanResult = {
    artifact: {
      kind: 'image', name: view.reference(image), digest: digestOf(image), operatingSystem: detail.operatingSystem, labels: detail.labels, layers: detail.layers,
      ...(detail.configDigest === null ? {} : { configDigest: detail.configDigest }), ...(scan?.platform ? { platform: scan.platform } : {}),
    },
    packages: detail.packages, vulnerabilities: [], notAssessed: detail.unread, ownedBySystem: detail.ownedBySystem, advisories: null, withoutFix: 0,
  };
  // The same image gives the same document: as of its scan.
  const options = { version, time: new Date(scan?.at ?? 0).toISOString().replace(/\.\d+Z$/, 'Z'), reproducible: true };
  return JSON.parse(format === 'spdx' ? spdx(result, options) : cyclonedx(result, options)) as Record<string, unknown>;
}
