/** Short ways to write policies and objects in tests. */
import type { KubeObject } from '#core/words.ts';
import { buildCatalog } from '../catalog.ts';
import { selectPolicies } from '../select.ts';
import type { Policy, Selection } from '../types.ts';

export const PODS = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['pods'] };
export const CONFIG_MAPS = { ...PODS, resources: ['configmaps'] };

/** A ValidatingAdmissionPolicy about Pods, with its name and whatever of the spec a test needs. */
export const vap = (name: string, spec: object): KubeObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy', metadata: { name },
  spec: { matchConstraints: { resourceRules: [PODS] }, ...spec },
});

/** The policies of a catalog made of these documents, one folder each. */
export function policiesOf(...documents: readonly (KubeObject | readonly KubeObject[])[]): Policy[] {
  const folders = documents.map((entry) => {
    const list = Array.isArray(entry) ? (entry as readonly KubeObject[]) : [entry as KubeObject];
    return { id: list[0]?.metadata.name ?? '', area: 'test', documents: list };
  });
  const { policies, problems } = buildCatalog(folders, []);
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  return [...policies.values()];
}

/** The selection of documents as they are, with the bindings and parameters that stand beside them. */
export function selectionOf(...documents: readonly (KubeObject | readonly KubeObject[])[]): Selection {
  const policies = new Map(policiesOf(...documents).map((policy) => [policy.id, policy]));
  const selection = selectPolicies({ policies, initiatives: new Map(), problems: [] });
  if (!selection.ok) throw new Error(selection.error.message);
  return selection.value;
}

export const pod = (spec: object = {}, metadata: object = {}): KubeObject =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'cart', namespace: 'shop', ...metadata }, spec: { containers: [{ name: 'web', image: 'web:1' }], ...spec } });

export const object = (apiVersion: string, kind: string, rest: object = {}, metadata: object = {}): KubeObject =>
  ({ apiVersion, kind, metadata: { name: 'cart', namespace: 'shop', ...metadata }, ...rest });
