/** Loose YAML files with policies, as they would be applied to a cluster: each policy with its bindings and parameters. */
import type { PolicyFolder } from '#core/ports/content.ts';
import type { ProblemSink } from './walk.ts';
import { readYaml } from './yaml.ts';

interface KubeLike { readonly apiVersion: string; readonly kind: string; readonly metadata: { readonly name: string }; readonly spec?: { readonly policyName?: unknown; readonly paramKind?: { readonly apiVersion?: unknown; readonly kind?: unknown } | null } }

/** One policy for each ValidatingAdmissionPolicy in the files; its id is the name of the object. */
export async function readLooseFiles(base: string, files: readonly string[], problem: ProblemSink): Promise<PolicyFolder[]> {
  const objects: KubeLike[] = [];
  for (const file of files) {
    for (const document of await readYaml(base, file, problem) ?? []) {
      for (const item of itemsOf(document)) {
        if (isKubeLike(item)) objects.push(item);
        else problem(file, 'a document is not a Kubernetes object with apiVersion, kind and metadata.name');
      }
    }
  }
  const policies = objects.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy');
  const used = new Set<KubeLike>(policies);
  const folders = policies.map((policy) => {
    const kind = policy.spec?.paramKind;
    const companions = objects.filter((object) =>
      (object.kind === 'ValidatingAdmissionPolicyBinding' && object.spec?.policyName === policy.metadata.name)
      || (kind !== undefined && kind !== null && object.apiVersion === kind.apiVersion && object.kind === kind.kind));
    for (const companion of companions) used.add(companion);
    return { id: policy.metadata.name, area: 'custom', documents: [policy, ...companions] };
  });
  for (const object of objects) {
    if (!used.has(object)) problem(base, `${object.kind} '${object.metadata.name}' belongs to no ValidatingAdmissionPolicy of the folder and was not used`);
  }
  return folders;
}

/** The items of a List, or the document itself. */
function itemsOf(document: unknown): readonly unknown[] {
  const list = document as { kind?: unknown; items?: unknown } | null;
  return list?.kind === 'List' && Array.isArray(list.items) ? list.items : [document];
}

function isKubeLike(value: unknown): value is KubeLike {
  const object = value as { apiVersion?: unknown; kind?: unknown; metadata?: { name?: unknown } | null } | null;
  return typeof object?.apiVersion === 'string' && typeof object.kind === 'string' && typeof object.metadata?.name === 'string';
}
