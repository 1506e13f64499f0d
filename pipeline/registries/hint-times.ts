/**
 * When hints are looked up. Distribution tells of a push before it moves the tag (registry/handlers/manifests.go,
 * PutManifest: the manifest is put, and told, then tagged). Who asks at once may get the old answer, so a push is looked
 * up again, a few times, until something has changed or so much time has passed that it will not. Deletions likewise.
 */
import type { RegistryStore } from '#core/ports/registries.ts';

export type WaitingHint = Awaited<ReturnType<RegistryStore['hints']>>[number];

/** Parts of the settling time: at once, soon, and at its end. */
const LOOKS = [0, 0.06, 0.2, 1] as const;

const keyOf = ({ repository, tag, at }: WaitingHint): string => `${repository}:${tag}:${at}`;

export class HintTimes {
  readonly #settle: number;
  readonly #now: () => number;
  /** How often each was looked up already; a restart begins anew. */
  #looks = new Map<string, number>();

  /** @param settle milliseconds after which what was told has happened */
  constructor(settle: number, now: () => number) {
    this.#settle = settle;
    this.#now = now;
  }

  /** Hints that were looked up and wait to be looked up again. */
  get waiting(): number { return this.#looks.size; }

  /** Milliseconds until a hint is to be looked up. */
  dueIn(hint: WaitingHint): number {
    const looks = this.#looks.get(keyOf(hint)) ?? 0;
    const after = this.#settle * (LOOKS[looks] ?? 1);
    // Whatever happens to the clock.
    return looks === 0 ? 0 : Math.min(after, Math.max(0, hint.at + after - this.#now()));
  }

  /** Whether looking it up now is enough. */
  isLast(hint: WaitingHint): boolean {
    return this.#now() >= hint.at + this.#settle || (this.#looks.get(keyOf(hint)) ?? 0) >= LOOKS.length - 1;
  }

  looked(hint: WaitingHint): void { this.#looks.set(keyOf(hint), (this.#looks.get(keyOf(hint)) ?? 0) + 1); }

  /** Forgets all that no longer wait. */
  keep(hints: readonly WaitingHint[]): void {
    const keys = new Set(hints.map(keyOf));
    for (const key of this.#looks.keys()) if (!keys.has(key)) this.#looks.delete(key);
  }
}
