/** Policies and initiatives as one checked catalog. What cannot be used is named as a problem, never dropped silently. */
import type { InitiativeDocument, PolicyFolder } from '#core/ports/content.ts';
import type { Problem } from '#core/result.ts';
import type { KubeObject } from '#core/words.ts';
import { readPolicyFolder } from './model/folder.ts';
import type { Catalog, Initiative, InitiativeEntry, Policy } from './types.ts';

/**
 * Checks every folder and initiative. A folder with a mistake gives one problem for each mistake and no policy;
 * an initiative with a mistake (a policy that does not exist) gives problems and is left out.
 */
export function buildCatalog(folders: readonly PolicyFolder[], initiatives: readonly InitiativeDocument[]): Catalog {
  const problems: Problem[] = [];
  const policies = new Map<string, Policy>();
  const joining: Joining = new Map();
  for (const folder of folders) {
    const { policy, initiatives: joins, mistakes } = readPolicyFolder(folder);
    if (policies.has(folder.id)) mistakes.push('there is another policy with this id');
    for (const line of mistakes) problems.push({ code: 'policy-invalid', message: `policy ${folder.id}: ${line}` });
    if (policy === null || mistakes.length > 0) continue;
    policies.set(folder.id, policy);
    joining.set(policy, joins);
  }
  const found = new Map<string, Initiative>();
  for (const document of initiatives) {
    const mistakes: string[] = [];
    const initiative = readInitiative(document, policies, joining, mistakes);
    if (found.has(document.id)) mistakes.push('there is another initiative with this id');
    for (const line of mistakes) problems.push({ code: 'initiative-invalid', message: `initiative ${document.id}: ${line}` });
    if (mistakes.length === 0) found.set(document.id, initiative);
  }
  for (const [{ id }, names] of joining) {
    for (const name of names) {
      if (!initiatives.some((document) => document.id === name)) problems.push({ code: 'initiative-unknown', message: `policy ${id}: joins the initiative '${name}', which does not exist` });
    }
  }
  return { policies, initiatives: found, problems };
}

/** Policies with the initiatives they join by themselves. */
type Joining = Map<Policy, readonly string[]>;

function readInitiative(document: InitiativeDocument, policies: ReadonlyMap<string, Policy>, joining: Joining, mistakes: string[]): Initiative {
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(document.id)) mistakes.push('the id must consist of small letters, digits and hyphens');
  if (new Set(document.versions).size !== document.versions.length) mistakes.push('versions: one version is listed twice');
  if (document.versions.includes('latest')) mistakes.push("versions: 'latest' is always there and must not be listed");
  if (document.policies.length === 0) mistakes.push('policies: is required');
  const entries: InitiativeEntry[] = [];
  const listed = new Set(document.policies.map(({ id }) => id));
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
  // Policies that join by themselves come last, in the order of their ids, so that a new folder is all a new policy needs.
  const joined = [...joining].filter(([{ id }, names]) => names.includes(document.id) && !listed.has(id)).map(([policy]) => policy).sort((a, b) => (a.id < b.id ? -1 : 1));
  return { ...document, policies: [...entries, ...joined.map((policy) => ({ policy, parameters: {} }))] };
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
