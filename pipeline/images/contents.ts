/** From the packages of a scan to what is stored: ids of shared packages, and where each lies in this image. */
import type { ImageRecord, PackageRecord, Place, ScanDetail, ScanFacts } from '#core/ports/images-store.ts';
import type { Package } from '#core/packages.ts';
import type { Inspection } from './inspect.ts';
import { packageKey } from './entries.ts';
import type { ImageModel } from './model.ts';

export interface Contents { readonly scan: ScanFacts; readonly detail: ScanDetail; readonly places: readonly Place[]; readonly fresh: readonly PackageRecord[] }

/** The same package for the matching: equal spelling in all that counts. */
export const keyOfPackage = ({ ecosystem, name, version, source, purl }: Package): string => packageKey({ ecosystem, name, version, source: source ?? null, purl });

/** `fresh`: packages that no image held before; their ids are taken. @param before the record as of the last scan */
export function contentsOf(model: ImageModel, inspection: Inspection, before: ImageRecord, tools: string, now: number): Contents {
  const fresh: PackageRecord[] = [], places = new Map<number, Place>(), ids = new Map<string, number>();
  for (const found of inspection.packages) {
    const key = keyOfPackage(found);
    let id = ids.get(key) ?? model.packageIds.get(key);
    if (id === undefined) {
      id = model.newPackageId();
      fresh.push({ id, ecosystem: found.ecosystem, name: found.name, version: found.version, source: found.source ?? null, purl: found.purl, unjudged: null });
    }
    ids.set(key, id);
    const place = found.locations[0];
    if (!places.has(id)) places.set(id, [place?.layer ?? null, place?.path || null]);
  }
  const contents = Uint32Array.from(places.keys()).sort();
  const known = new Map(Array.from(before.scan?.contents ?? [], (id, i) => [id, before.scan?.contentsSince[i] ?? 0]));
  const seconds = Math.floor(now / 1000);
  const { artifact, notAssessed, packages, ownedBySystem } = inspection;
  const created = artifact.created === undefined ? Number.NaN : Date.parse(artifact.created);
  const layers = artifact.layers ?? [], size = layers.reduce((sum, layer) => sum + layer.size, 0);
  return {
    scan: {
      at: now, tools, platform: artifact.platform ?? null, operatingSystem: artifact.operatingSystem?.name ?? null, createdAt: Number.isNaN(created) ? null : created,
      size: size === 0 ? null : size, packages: packages.length, unread: notAssessed.length,
      contents, contentsSince: Uint32Array.from(contents, (id) => known.get(id) ?? seconds),
    },
    detail: { configDigest: artifact.configDigest ?? null, labels: artifact.labels ?? {}, layers, operatingSystem: artifact.operatingSystem, unread: notAssessed, packages, ownedBySystem },
    places: Array.from(contents, (id) => places.get(id) ?? [null, null]), fresh,
  };
}
