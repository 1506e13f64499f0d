/** What differs between two databases: which advisories, and which packages they are about. */
import { canonicalEcosystem, canonicalName } from '../ecosystems.ts';
import type { AdvisoryDatabase } from '../index-format/database.ts';
import { AFFECTED } from '../index-format/layout.ts';
import { compareCodePoints } from '../index-format/strings.ts';

export interface AdvisoryChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** By content, not by time. Advisories of both are sorted by id. */
export function changedAdvisories(before: AdvisoryDatabase | null, after: AdvisoryDatabase): AdvisoryChanges {
  const steps = compareAdvisories(before, after);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** Advisories that are compared at a stretch. */
const STEP = 10_000;

/** The same in steps, for those who must not be held up. */
export function* compareAdvisories(before: AdvisoryDatabase | null, after: AdvisoryDatabase): Generator<void, AdvisoryChanges> {
  const added: string[] = [], changed: string[] = [], removed: string[] = [];
  let i = 0, j = 0;
  const beforeSize = before?.size ?? 0;
  for (let count = 1; i < beforeSize || j < after.size; count++) {
    const order = i >= beforeSize ? 1 : j >= after.size ? -1 : compareCodePoints(before!.id(i), after.id(j));
    if (order < 0) removed.push(before!.id(i++));
    else if (order > 0) added.push(after.id(j++));
    else {
      if (before!.hash(i) !== after.hash(j)) changed.push(after.id(j));
      i++;
      j++;
    }
    if (count % STEP === 0) yield;
  }
  return { added, changed, removed };
}

/** A package as advisories name it, in the one spelling of its ecosystem. */
export interface PackageKey { readonly ecosystem: string; readonly name: string }

/** The packages that these advisories are about, in one of the databases or both. */
export function packagesOf(databases: readonly (AdvisoryDatabase | null)[], ids: Iterable<string>): readonly PackageKey[] {
  const wanted = new Set(ids), found = new Map<string, PackageKey>();
  for (const database of databases) {
    if (database === null) continue;
    const records = new Set<number>();
    for (const id of wanted) for (const record of database.recordsOf(id)) if (database.id(record) === id) records.add(record);
    for (let row = 0; row < database.affected.length; row += AFFECTED.columns) {
      if (!records.has(database.affected[row + AFFECTED.record]!)) continue;
      const ecosystem = database.strings.text(database.affected[row + AFFECTED.ecosystem]!), name = database.strings.text(database.affected[row + AFFECTED.name]!);
      const key: PackageKey = { ecosystem: canonicalEcosystem(ecosystem), name: canonicalName(ecosystem, name) };
      found.set(keyText(key.ecosystem, key.name), key);
    }
  }
  return [...found.values()];
}

/** One text for a package; no name holds the separator, which no source can send. */
export const keyText = (ecosystem: string, name: string): string => `${ecosystem}\u0000${name}`;
