/**
 * What one caller may see of images: whoever sees only some environments sees the images that run there, by the names under
 * which they run there, and their findings with the exemptions that hold there.
 */
import type { ImageRow } from '#contract/types.ts';
import type { EnvironmentRecord, ImageUseRecord, PostureStore } from '#core/ports/posture.ts';
import { parseReference, referenceText } from '#core/references.ts';
import { ProblemError } from '#core/result.ts';
import { refKey } from '#core/words.ts';
import { type Cover, type ImageEntry, type Images, type Summary, summaryOf, total, unmatchedReason } from '#pipeline/index.ts';
import type { Visibility } from '../handler.ts';
import { timeOrNull, timeText } from '../posture/context.ts';

export interface ImageParts {
  readonly images: Images;
  readonly posture: { readonly store: Pick<PostureStore, 'environments' | 'environment'> };
  /** Names of connected registries by id. */
  registryNames(): Promise<ReadonlyMap<string, string>>;
  /** Of the product. */
  readonly version: string;
}

export interface ImageScope {
  readonly environment?: string | undefined;
  readonly namespace?: string | undefined;
  readonly running?: 'true' | 'false' | undefined;
  readonly registry?: string | undefined;
  readonly image?: string | undefined;
  /** Id of a workload. */
  readonly resource?: string | undefined;
}

export class ImageView {
  readonly images: Images;
  readonly environments: ReadonlyMap<string, EnvironmentRecord>;
  readonly #all: boolean;
  readonly #registries: ReadonlyMap<string, string>;
  readonly #covers = new Map<ImageEntry, Cover | null>();
  readonly #uses = new Map<ImageEntry, readonly ImageUseRecord[]>();

  static async of(parts: ImageParts, visibility: Visibility): Promise<ImageView> {
    const environments = await parts.posture.store.environments(visibility);
    return new ImageView(parts.images, new Map(environments.map((e) => [e.id, e])), visibility === null, visibility === null ? await parts.registryNames() : new Map());
  }

  private constructor(images: Images, environments: ReadonlyMap<string, EnvironmentRecord>, all: boolean, registries: ReadonlyMap<string, string>) {
    this.images = images;
    this.environments = environments;
    this.#all = all;
    this.#registries = registries;
  }

  /** Whether the caller sees all environments, and with them what runs nowhere. */
  get wide(): boolean { return this.#all; }

  uses(image: ImageEntry): readonly ImageUseRecord[] {
    let uses = this.#uses.get(image);
    if (uses === undefined) this.#uses.set(image, (uses = this.images.model.usesOf(image).filter(({ environment }) => this.environments.has(environment))));
    return uses;
  }

  /** @throws ProblemError `not-found` also for what may not be seen */
  image(id: string): ImageEntry {
    const image = this.images.model.images.get(id);
    if (image === undefined || !this.#sees(image)) throw new ProblemError('not-found', `there is no image ${id}`);
    return image;
  }

  #sees(image: ImageEntry): boolean { return this.#all || this.uses(image).length > 0; }

  /** @throws ProblemError `not-found` for an environment that may not be seen */
  select({ environment, namespace, running, registry, image, resource }: ImageScope): ImageEntry[] {
    if (environment !== undefined && !this.environments.has(environment)) throw new ProblemError('not-found', `there is no environment ${environment}`);
    const found: ImageEntry[] = [];
    const placed = environment !== undefined || namespace !== undefined || resource !== undefined;
    for (const entry of image === undefined ? this.images.model.images.values() : [this.image(image)]) {
      const uses = this.uses(entry);
      if (!this.#all && uses.length === 0) continue;
      if (running !== undefined && (running === 'true') !== uses.length > 0) continue;
      if (registry !== undefined && !(this.#all && registriesOf(entry).includes(registry))) continue;
      if (placed && !uses.some((use) => (environment === undefined || use.environment === environment) && (namespace === undefined || use.namespace === namespace) && (resource === undefined || String(use.workloadId) === resource))) continue;
      found.push(entry);
    }
    return found;
  }

  cover(image: ImageEntry): Cover | null {
    if (this.images.exemptions.none) return null;
    let cover = this.#covers.get(image);
    if (cover === undefined) this.#covers.set(image, (cover = this.images.exemptions.coverOf(image, this.uses(image), this.images.now())));
    return cover;
  }

  summary(image: ImageEntry): Summary { return summaryOf(image, this.cover(image)); }

  /** As people see it: an image that was read but not compared with advisories is not assessed. */
  state(image: ImageEntry): { state: ImageRow['state']; reason: string | null } {
    const { state, reason } = image.record;
    const unmatched = state === 'assessed' ? unmatchedReason(image, this.images.advisories) : null;
    if (image.scanning !== null) return { state: 'scanning', reason: null };
    return unmatched === null ? { state, reason } : { state: 'notAssessed', reason: unmatched };
  }

  /** Known names, those of registries and the newest first. */
  references(image: ImageEntry): string[] {
    const names = this.#all ? [...image.names.values()].filter(({ name }) => name.includes('/')).sort((a, b) => (a.registry === '' ? 1 : 0) - (b.registry === '' ? 1 : 0) || (b.pushedAt ?? 0) - (a.pushedAt ?? 0) || (a.name < b.name ? -1 : 1)).map(({ name }) => name) : [];
    return [...new Set([...this.uses(image).map(({ reference }) => fullName(reference)), ...names])];
  }

  /** The name by which people know it best. */
  reference(image: ImageEntry): string {
    const all = this.references(image);
    return all.find((name) => !name.includes('@')) ?? all[0] ?? digestOf(image) ?? image.id;
  }

  workloads(image: ImageEntry): string[] {
    return [...new Set(this.uses(image).map(workloadKey))];
  }

  row(image: ImageEntry): ImageRow {
    const { record } = image, { scan } = record;
    const matched = scan !== null && record.matchedAt !== null;
    const summary = matched ? this.summary(image) : null;
    const uses = this.uses(image), registry = registriesOf(image).find((id) => this.#registries.has(id));
    return {
      id: image.id, reference: this.reference(image), references: this.references(image), digest: digestOf(image), platform: scan?.platform ?? null, operatingSystem: scan?.operatingSystem ?? null,
      ...this.state(image), since: timeText(image.scanning?.startedAt ?? record.since), running: uses.length > 0, workloads: this.workloads(image).length,
      environments: [...new Set(uses.map(({ environment }) => environment))].map((id) => ({ id, name: this.environments.get(id)?.name ?? id })),
      registry: registry === undefined ? null : { id: registry, name: this.#registries.get(registry) ?? registry },
      packages: scan?.packages ?? null, vulnerabilities: summary === null ? null : { ...summary.counts }, fixable: summary === null ? null : total(summary.fixable), knownExploited: summary?.knownExploited ?? null, exempt: summary?.exempt ?? null,
      notAssessed: (scan?.unread ?? 0) + (summary?.unjudged ?? 0), size: scan?.size ?? null, createdAt: timeOrNull(scan?.createdAt), firstSeenAt: timeText(record.firstSeenAt), scannedAt: timeOrNull(scan?.at),
      matchedAt: matched ? timeText(Math.max(record.matchedAt ?? 0, this.images.advisories.matchedAt ?? 0)) : null,
    };
  }
}

export const digestOf = (image: ImageEntry): string | null => image.record.digest ?? [...image.names.values()].find(({ name }) => /^sha\d+:/.test(name))?.name ?? null;
const registriesOf = (image: ImageEntry): string[] => [...image.names.values()].flatMap(({ registry }) => (registry === '' ? [] : [registry]));
export const workloadKey = ({ environment, workload }: ImageUseRecord): string => `${environment}/${refKey(workload)}`;

function fullName(reference: string): string {
  try {
    return referenceText(parseReference(reference));
  } catch (error) {
    if (error instanceof ProblemError) return reference;
    throw error;
  }
}
