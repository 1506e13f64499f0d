/** What an object is related to: who made it, what it makes, what selects it, what it runs as. */
import type { ResourceDetail } from '#contract/types.ts';
import type { PostureStore, ResourceView, StoredObject } from '#core/ports/posture.ts';
import { groupOf, type KubeObject, refKey, refOf, type ResourceRef } from '#core/words.ts';
import { controllerOf, podLabels, podSpecPath, selects, selectsByMap } from '#domains/inventory/index.ts';

type Related = ResourceDetail['related'];
interface Found { readonly relation: string; readonly ref: ResourceRef }

/** Objects of one relation that are named, and objects of a namespace that are looked through for them. */
const LISTED = 200;
const LOOKED_AT = 2000;
const WORKLOADS = [['', 'Pod'], ['apps', 'Deployment'], ['apps', 'StatefulSet'], ['apps', 'DaemonSet'], ['batch', 'CronJob'], ['batch', 'Job'], ['', 'ReplicationController']] as const;

type Subject = ResourceView & { readonly body: KubeObject };

export async function relatedTo(store: PostureStore, subject: Subject): Promise<Related> {
  const found = [...ownersOf(subject), ...(await madeBy(store, subject)), ...(await neighbours(store, subject)), ...namedBy(subject.body)];
  const ids = await store.idsOf(subject.environment, found.map(({ ref }) => refKey(ref)));
  const seen = new Set<string>();
  return found.flatMap(({ relation, ref }) => {
    const key = `${relation} ${refKey(ref)}`;
    if (seen.has(key) || refKey(ref) === refKey(subject.ref)) return [];
    seen.add(key);
    const id = ids.get(refKey(ref));
    return [{ relation, id: id === undefined ? null : String(id), ref: { ...ref } }];
  });
}

function ownersOf({ body, facts }: Subject): Found[] {
  const found: Found[] = [];
  const owner = controllerOf(body);
  if (facts.workload !== null) found.push({ relation: 'workload', ref: facts.workload });
  const reference = body.metadata.ownerReferences?.find((r) => r.uid === owner?.uid);
  if (reference !== undefined) found.push({ relation: 'owner', ref: { apiVersion: reference.apiVersion, kind: reference.kind, namespace: body.metadata.namespace ?? null, name: reference.name } });
  return found;
}

/** ReplicaSets, Jobs and pods that a workload makes. */
async function madeBy(store: PostureStore, { environment, uid, facts }: Subject): Promise<Found[]> {
  const found: Found[] = [];
  let uids = facts.templated && uid !== null ? [uid] : [];
  for (let depth = 0; uids.length > 0 && depth < 4 && found.length < LISTED; depth++) {
    const made = await store.dependents(environment, uids);
    uids = made.flatMap(({ body }) => body.metadata.uid ?? []);
    for (const { body } of made) found.push({ relation: 'makes', ref: refOf(body) });
  }
  return found.slice(0, LISTED);
}

/** What selects the pods of this object, or which workloads this object selects. */
async function neighbours(store: PostureStore, { environment, ref, body }: Subject): Promise<Found[]> {
  const namespace = ref.namespace;
  if (namespace === null) return [];
  const load = (group: string, kind: string): Promise<StoredObject[]> => store.loadObjects(environment, { after: 0, limit: LOOKED_AT, namespace, kind: { group, kind } });
  if (podSpecPath(ref.kind, groupOf(ref.apiVersion)) !== null) {
    const labels = podLabels(body);
    const services = (await load('', 'Service')).filter((s) => selectsByMap(specOf(s.body)['selector'], labels));
    const policies = (await load('networking.k8s.io', 'NetworkPolicy')).filter((p) => selects(specOf(p.body)['podSelector'], labels));
    return [...services.map((s) => ({ relation: 'selected by', ref: refOf(s.body) })), ...policies.map((p) => ({ relation: 'selected by', ref: refOf(p.body) }))];
  }
  if (ref.kind === 'ServiceAccount') return [...(await boundTo(store, environment, body)), ...(await workloadsWhere(load, (o) => accountOf(o) === ref.name, 'used by'))];
  const selector = specOf(body)[ref.kind === 'NetworkPolicy' ? 'podSelector' : 'selector'];
  if (ref.kind === 'NetworkPolicy') return workloadsWhere(load, (o) => selects(selector, podLabels(o)), 'selects');
  if (ref.kind === 'Service') return workloadsWhere(load, (o) => selectsByMap(selector, podLabels(o)), 'selects');
  return [];
}

async function workloadsWhere(load: (group: string, kind: string) => Promise<StoredObject[]>, which: (object: KubeObject) => boolean, relation: string): Promise<Found[]> {
  const found: Found[] = [];
  for (const [group, kind] of WORKLOADS) for (const { body, workload } of await load(group, kind)) if (workload === null && which(body)) found.push({ relation, ref: refOf(body) });
  return found.slice(0, LISTED);
}

async function boundTo(store: PostureStore, environment: string, account: KubeObject): Promise<Found[]> {
  const { name, namespace } = refOf(account);
  const found: Found[] = [];
  for (const kind of ['RoleBinding', 'ClusterRoleBinding']) {
    for (const { body } of await store.loadObjects(environment, { after: 0, limit: LOOKED_AT, kind: { group: 'rbac.authorization.k8s.io', kind } })) {
      const subjects = body['subjects'];
      if (Array.isArray(subjects) && subjects.some((s: unknown) => isRecord(s) && s['kind'] === 'ServiceAccount' && s['name'] === name && (s['namespace'] ?? refOf(body).namespace) === namespace)) found.push({ relation: 'bound by', ref: refOf(body) });
    }
  }
  return found.slice(0, LISTED);
}

/** What the object names itself. */
function namedBy(body: KubeObject): Found[] {
  const { namespace } = refOf(body);
  const found: Found[] = [];
  const account = accountOf(body);
  if (account !== null) found.push({ relation: 'runs as', ref: { apiVersion: 'v1', kind: 'ServiceAccount', namespace, name: account } });
  const role = body['roleRef'];
  if (isRecord(role) && typeof role['kind'] === 'string' && typeof role['name'] === 'string') {
    found.push({ relation: 'grants', ref: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: role['kind'], namespace: role['kind'] === 'Role' ? namespace : null, name: role['name'] } });
  }
  if (namespace !== null) found.push({ relation: 'in', ref: { apiVersion: 'v1', kind: 'Namespace', namespace: null, name: namespace } });
  return found;
}

/** The ServiceAccount that the pods run as; `default` where the spec names none. */
function accountOf(object: KubeObject): string | null {
  const path = podSpecPath(object.kind, groupOf(object.apiVersion));
  if (path === null) return null;
  let spec: unknown = object;
  for (const step of path.split('.')) spec = isRecord(spec) ? spec[step] : undefined;
  if (!isRecord(spec)) return null;
  const name = spec['serviceAccountName'] ?? spec['serviceAccount'];
  return typeof name === 'string' && name !== '' ? name : 'default';
}

const specOf = (object: KubeObject): Readonly<Record<string, unknown>> => (isRecord(object['spec']) ? object['spec'] : {});
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
