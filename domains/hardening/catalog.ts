/** Policies and initiatives as one checked catalog. What cannot be used is named as a problem, never dropped silently. */
import type { InitiativeDocument, PolicyFolder } from '#core/ports/content.ts';
import type { Problem } from '#core/result.ts';
import type { KubeObject } from '#core/words.ts';
import { readPolicyFolder } from './model/folder.ts';
import type { Catalog, Initiative, InitiativeEntry, Policy } from './types.ts';

/**
 * Checks every folder and initiative. A folder with a mistake gives one problem for each mistake and no policy;
 * an initiative with a mistake (a policy that does not exist, versions out of order) gives problems and is left out.
 */
export function buildCatalog(folders: readonly PolicyFolder[], initiatives: readonly InitiativeDocument[]): Catalog {
  const problems: Problem[] = [];
  const policies = new Map<string, Policy>();
  for (const folder of folders) {
    const { policy, mistakes } = readPolicyFolder(folder);
    if (policies.has(folder.id)) mistakes.push('there is another policy with this id');
    for (const line of mistakes) problems.push({ code: 'policy-invalid', message: `policy ${folder.id}: ${line}` });
    if (policy !== null && mistakes.length === 0) policies.set(folder.id, policy);
  }
  const found = new Map<string, Initiative>();
  for (const document of initiatives) {
    const mistakes: string[] = [];
    const initiative = readInitiative(document, policies, mistakes);
    if (found.has(document.id)) mistakes.push('there is another initiative with this id');
    for (const line of mistakes) problems.push({ code: 'initiative-invalid', message: `initiative ${document.id}: ${line}` });
    if (mistakes.length === 0) found.set(document.id, initiative);
  }
  return { policies, initiatives: found, problems };
}

function readInitiative(document: InitiativeDocument, policies: ReadonlyMap<string, Policy>, mistakes: string[]): Initiative {
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(document.id)) mistakes.push('the id must consist of small letters, digits and hyphens');
  if (new Set(document.versions).size !== document.versions.length) mistakes.push('versions: one version is listed twice');
  if (document.versions.includes('latest')) mistakes.push("versions: 'latest' is always there and must not be listed");
  if (document.policies.length === 0) mistakes.push('policies: is required');
  const entries: InitiativeEntry[] = [];
  document.policies.forEach((entry, i) => {
    const policy = policies.get(entry.id);
    if (policy === undefined) { mistakes.push(`policies[${i}]: there is no policy '${entry.id}'`); return; }
    for (const bound of ['from', 'before'] as const) {
      const version = entry[bound];
      if (version !== undefined && !document.versions.includes(version)) mistakes.push(`policies[${i}].${bound}: '${version}' is not one of the versions`);
    }
    if (document.policies.some((other, j) => j < i && other.id === entry.id)) mistakes.push(`policies[${i}]: '${entry.id}' is listed twice`);
    const { id: _, parameters = {}, ...range } = entry;
    entries.push({ ...range, policy, parameters });
  });
  return { ...document, policies: entries };
}

/** The parameter object of a policy: what an initiative gives, over the defaults that stand beside the policy. */
export function paramsOf(policy: Policy, parameters: Readonly<Record<string, string>>): KubeObject | null {
  const spec = policy.document['spec'] as { paramKind?: { apiVersion: string; kind: string } | null } | undefined;
  const kind = spec?.paramKind;
  if (kind === undefined || kind === null) return null;
  const defaults = policy.companions.find((object) => object.apiVersion === kind.apiVersion && object.kind === kind.kind);
  if (Object.keys(parameters).length === 0) return defaults ?? null;
  return { ...(defaults ?? { apiVersion: kind.apiVersion, kind: kind.kind, metadata: { name: policy.id } }), data: { ...(defaults?.['data'] as object | undefined), ...parameters } };
}
