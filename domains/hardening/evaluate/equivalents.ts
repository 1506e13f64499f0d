/**
 * `matchPolicy: Equivalent`: a rule about apps/v1 deployments also meets a Deployment that was written as
 * extensions/v1beta1, because the API server stores both as one. Source: kubernetes
 * pkg/kubeapiserver/default_storage_factory_builder.go (the cohabiting resources) and apimachinery's EquivalentResourceMapper.
 */

/** Groups that serve the same stored resource. */
const COHABITANTS: readonly { readonly groups: readonly string[]; readonly resources: readonly string[] }[] = [
  { groups: ['apps', 'extensions'], resources: ['deployments', 'daemonsets', 'replicasets'] },
  { groups: ['networking.k8s.io', 'extensions'], resources: ['networkpolicies', 'ingresses'] },
  { groups: ['policy', 'extensions'], resources: ['podsecuritypolicies'] },
  { groups: ['', 'events.k8s.io'], resources: ['events'] },
];

/** The group that a rule may name instead of `group` for the resource; includes `group` itself. */
export function equivalentGroups(group: string, resource: string): readonly string[] {
  const family = COHABITANTS.find((entry) => entry.groups.includes(group) && entry.resources.includes(resource));
  return family?.groups ?? [group];
}

/**
 * Resources whose versions differ in nothing that a policy reads: only defaults and removed fields changed.
 * Everything else (Ingress, HorizontalPodAutoscaler, custom resources, ...) would have to be converted first, as the
 * API server does; that cannot be done here, and such an object is not assessed rather than read in the wrong shape.
 */
const SAME_SHAPE: Readonly<Record<string, readonly string[]>> = {
  deployments: ['apps', 'extensions'], daemonsets: ['apps', 'extensions'], replicasets: ['apps', 'extensions'],
  statefulsets: ['apps'], controllerrevisions: ['apps'], cronjobs: ['batch'], jobs: ['batch'],
  networkpolicies: ['networking.k8s.io', 'extensions'], ingressclasses: ['networking.k8s.io'],
  poddisruptionbudgets: ['policy'], podsecuritypolicies: ['policy', 'extensions'],
  roles: ['rbac.authorization.k8s.io'], clusterroles: ['rbac.authorization.k8s.io'], rolebindings: ['rbac.authorization.k8s.io'], clusterrolebindings: ['rbac.authorization.k8s.io'],
  leases: ['coordination.k8s.io'], priorityclasses: ['scheduling.k8s.io'], runtimeclasses: ['node.k8s.io'],
  storageclasses: ['storage.k8s.io'], csidrivers: ['storage.k8s.io'], csinodes: ['storage.k8s.io'], volumeattachments: ['storage.k8s.io'],
  validatingadmissionpolicies: ['admissionregistration.k8s.io'], validatingadmissionpolicybindings: ['admissionregistration.k8s.io'],
};

/** Whether an object of one group can be read as an object of another version (and equivalent group) without conversion. */
export function hasSameShape(group: string, otherGroup: string, resource: string): boolean {
  const groups = SAME_SHAPE[resource];
  return groups?.includes(group) === true && groups.includes(otherGroup);
}
