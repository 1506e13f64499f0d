/** Exemptions of findings: which findings of an image are exempt, for the workloads that run it. */
import type { ExemptionRecord } from '#core/ports/posture.ts';
import { type ExemptibleFinding, type ExemptedFindings, exemptionCovers, type ExemptionScope, findingExempted, scopeNamespace } from '#core/scopes.ts';
import type { ResourceRef } from '#core/words.ts';
import type { ImageEntry, Match } from './entries.ts';

interface FindingExemption { readonly id: string; readonly scope: ExemptionScope; readonly findings: ExemptedFindings; readonly expiresAt: number }

/** A workload, as scopes see it. */
export interface Target { readonly environment: string; readonly workload: ResourceRef }

/**
 * Those exemptions that matter for an image: one list for each group of its workloads that the same ones cover. A finding is
 * exempt where each list has one for it.
 */
export interface Cover { readonly key: string; readonly groups: readonly (readonly FindingExemption[])[] }

export class FindingExemptions {
  readonly #all: readonly FindingExemption[];

  constructor(records: readonly ExemptionRecord[]) {
    this.#all = records.flatMap(({ id, scope, findings, expiresAt, revokedAt }) => (findings === null || revokedAt !== null ? [] : [{ id, scope, findings, expiresAt }]));
  }

  get none(): boolean { return this.#all.length === 0; }

  /** Null: none matters. Without workloads only those of all environments count. */
  coverOf(image: ImageEntry, targets: readonly Target[], now: number): Cover | null {
    if (this.#all.length === 0) return null;
    const about = this.#all.filter((e) => e.expiresAt > now && aboutImage(e.findings, image));
    if (about.length === 0) return null;
    const groups = new Map<string, readonly FindingExemption[]>();
    const take = (list: readonly FindingExemption[]): void => { groups.set(list.map(({ id }) => id).join(','), list); };
    for (const { environment, workload } of targets) {
      take(about.filter(({ scope }) => exemptionCovers(scope, { environment, namespace: scopeNamespace(workload), kind: workload.kind, name: workload.name })));
      if (groups.has('')) return null;
    }
    if (targets.length === 0) take(about.filter(({ scope }) => Object.values(scope).every((part) => part === null)));
    return groups.has('') ? null : { key: [...groups.keys()].sort().join(';'), groups: [...groups.values()] };
  }
}

/** The exemption that takes a finding out; null: none. */
export function exemptionOf(cover: Cover | null, match: Match): string | null {
  if (cover === null || match.status !== 'affected') return null;
  let first: string | null = null;
  for (const group of cover.groups) {
    const found = group.find(({ findings }) => aboutMatch(findings, match));
    if (found === undefined) return null;
    first ??= found.id;
  }
  return first;
}

const namesOf = (image: ImageEntry): readonly string[] => [...image.names.values()].map(({ name }) => name).filter((name) => name.includes('/'));

export function aboutImage({ image: wanted }: ExemptedFindings, image: ImageEntry): boolean {
  return wanted === null || findingExempted({ vulnerability: null, package: null, image: wanted }, { vulnerability: '', aliases: [], package: '', imageReferences: namesOf(image), digest: image.record.digest });
}

/** The image was looked at before. A package is meant by its own name or by that of its source package. */
export function aboutMatch({ vulnerability, package: name }: ExemptedFindings, match: Match): boolean {
  if (vulnerability === null && name === null) return true;
  const { record } = match.of;
  const asked = { vulnerability, package: name, image: null };
  const finding: ExemptibleFinding = { vulnerability: match.vulnerability, aliases: match.aliases, package: record.name, imageReferences: [], digest: null };
  return findingExempted(asked, finding) || (record.source !== null && findingExempted(asked, { ...finding, package: record.source.name }));
}
