/** Which images there are: what registries report, and what runs. What nothing names and nothing runs disappears. */
import type { ImageIntake, ImageName, ImageRecord, SeenImage } from '#core/ports/images-store.ts';
import type { ImageUseRecord } from '#core/ports/posture.ts';
import { isDigest, lookupName } from './names.ts';
import type { ImageEntry } from './entries.ts';
import { type ImageState, nameOf, newImage } from './state.ts';

/** How long an image that ran is kept although nothing runs it: pods are replaced all the time. */
const KEPT_MS = 600_000;

export class Intake implements ImageIntake {
  readonly #state: ImageState;
  readonly #kick: () => void;
  /** When an image was last seen to run; not stored, so that a restart keeps it for as long again. */
  readonly #ranAt = new Map<string, number>();

  constructor(state: ImageState, kick: () => void) {
    this.#state = state;
    this.#kick = kick;
  }

  async seen(images: readonly SeenImage[]): Promise<void> {
    const left = await this.#state.exclusive(async () => {
      const { model, now } = this.#state;
      const fresh = new Map<string, ImageRecord>(), names = new Map<string, ImageName>(), left = new Set<ImageEntry>();
      for (const { registry, reference, digest, pushedAt } of images) {
        const image = model.find(digest)?.id ?? fresh.get(digest)?.id ?? this.#fresh(fresh, names, digest);
        const before = model.nameEntry(reference, registry);
        if (before !== undefined && before.image === image && before.pushedAt === pushedAt) continue;
        if (before !== undefined && before.image !== image) { const old = model.images.get(before.image); if (old !== undefined) left.add(old); }
        names.set(`${reference}\n${registry}`, nameOf(reference, image, now(), registry, pushedAt));
        // What runs under this tag now is what the registry says it is.
        const running = model.nameEntry(reference, '');
        if (running === undefined || running.image === image) continue;
        names.set(`${reference}\n`, nameOf(reference, image, now()));
        const old = model.images.get(running.image);
        if (old !== undefined) left.add(old);
      }
      if (names.size === 0) return null;
      await this.#state.commit({ images: [...fresh.values()], names: [...names.values()] });
      await this.#prune(left, true);
      return left;
    });
    if (left === null) return;
    this.#state.publish();
    this.#kick();
  }

  #fresh(fresh: Map<string, ImageRecord>, names: Map<string, ImageName>, name: string): string {
    const record = newImage(this.#state.now());
    fresh.set(name, record);
    names.set(`${name}\n`, nameOf(name, record.id, this.#state.now()));
    return record.id;
  }

  async gone(registry: string, references: readonly string[]): Promise<void> {
    await this.#drop((state) => references.flatMap((reference) => {
      const exact = state.model.nameEntry(reference, registry);
      if (exact !== undefined) return [exact];
      // A digest that was deleted takes its tags along.
      const at = reference.indexOf('@');
      const image = at < 0 ? undefined : state.model.find(reference.slice(at + 1));
      return [...image?.names.values() ?? []].filter((n) => n.registry === registry && n.name.startsWith(`${reference.slice(0, at)}:`));
    }));
  }

  async forget(registry: string): Promise<void> {
    await this.#drop((state) => [...state.model.images.values()].flatMap((image) => [...image.names.values()].filter((n) => n.registry === registry)));
  }

  async #drop(which: (state: ImageState) => readonly ImageName[]): Promise<void> {
    const dropped = await this.#state.exclusive(async () => {
      const names = which(this.#state);
      if (names.length === 0) return false;
      const images = new Set(names.flatMap(({ image }) => this.#state.model.images.get(image) ?? []));
      await this.#state.commit({ removedNames: names });
      await this.#prune(images, true);
      return true;
    });
    if (dropped) this.#state.publish();
  }

  async progress(registry: string): Promise<{ images: number; assessed: number }> {
    let images = 0, assessed = 0;
    for (const { names, record } of this.#state.model.images.values()) {
      if (![...names.values()].some((n) => n.registry === registry)) continue;
      images++;
      if (record.state === 'assessed') assessed++;
    }
    return { images, assessed };
  }

  /** What runs in an environment, as of now. @param exists false: the environment is no more, and what only ran there goes at once */
  async used(environment: string, uses: readonly ImageUseRecord[], exists: boolean): Promise<void> {
    await this.#state.exclusive(async () => {
      const { model, now } = this.#state;
      const before = new Set<ImageEntry>();
      for (const name of model.usedNames(environment)) { const image = model.find(name); if (image !== undefined) before.add(image); }
      const byName = Map.groupBy(uses, lookupName);
      const fresh = new Map<string, ImageRecord>(), names = new Map<string, ImageName>();
      for (const name of byName.keys()) {
        if (model.find(name) === undefined) this.#fresh(fresh, names, name);
        else if (!isDigest(name) && model.nameEntry(name, '') === undefined) names.set(name, nameOf(name, model.find(name)?.id ?? '', now()));
      }
      if (names.size > 0) await this.#state.commit({ images: [...fresh.values()], names: [...names.values()] });
      model.setUses(environment, byName);
      for (const image of before) this.#ranAt.set(image.id, now());
      if (!exists) await this.#prune(before, true);
    });
    this.#state.publishUses(environment);
    this.#kick();
  }

  /** Removes what nothing names and what has not run for a while. */
  sweep(): Promise<void> {
    return this.#state.exclusive(() => this.#prune(this.#state.model.images.values(), false));
  }

  async #prune(candidates: Iterable<ImageEntry>, now: boolean): Promise<void> {
    const { model } = this.#state;
    const at = this.#state.now();
    const removed: ImageEntry[] = [];
    for (const image of candidates) {
      const uses = model.usesOf(image);
      if ([...image.names.values()].some(({ registry }) => registry !== '')) continue;
      if (uses.length > 0) { this.#ranAt.set(image.id, at); continue; }
      const ran = this.#ranAt.get(image.id);
      if (!now && ran === undefined) { this.#ranAt.set(image.id, at); continue; }
      if (now || (ran !== undefined && ran + KEPT_MS <= at)) removed.push(image);
    }
    if (removed.length === 0) return;
    const gone = new Set(removed);
    const held = new Set(removed.flatMap(({ packages }) => packages));
    const removedPackages = [...held].filter(({ images }) => images.every((image) => gone.has(image))).map(({ record }) => record.id);
    await this.#state.commit({ removed: removed.map(({ id }) => id), removedPackages });
    for (const { id } of removed) this.#ranAt.delete(id);
  }
}

/** Tags under which something runs and that no registry reports: they may move, and are resolved from time to time. */
export function looseTags({ model }: ImageState): ImageName[] {
  const found = new Map<string, ImageName>();
  for (const environment of model.environmentsWithUses()) {
    for (const name of model.usedNames(environment)) {
      const entry = model.nameEntry(name, '');
      if (entry === undefined || isDigest(name) || model.nameEntries(name).length > 1) continue;
      found.set(name, entry);
    }
  }
  return [...found.values()];
}
