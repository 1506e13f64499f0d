/** Objects for benchmarks: a mixture as in real clusters, each different, the same for the same number. */

type Fields = Record<string, unknown>;

/** The i-th object: 12 kinds, half of them with pods; good and bad ones. */
export function mixedObject(i: number): Fields {
  const name = `app-${i}`;
  const metadata = { name, namespace: `team-${i % 20}`, labels: { app: name, tier: i % 3 === 0 ? 'web' : 'backend' }, annotations: { 'example.org/owner': `team-${i % 20}@example.org` } };
  const maker = MAKERS[i % MAKERS.length]!;
  return maker(metadata, i);
}

const MAKERS: readonly ((metadata: Fields, i: number) => Fields)[] = [
  (metadata, i) => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 1 + (i % 5), selector: { matchLabels: { app: metadata['name'] } }, template: template(metadata, i) } }),
  (metadata, i) => ({ apiVersion: 'v1', kind: 'Pod', metadata, spec: podSpec(i), status: { phase: 'Running', podIP: `10.0.${i % 250}.${i % 199}` } }),
  (metadata) => ({ apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { app: metadata['name'] }, type: 'ClusterIP', ports: [{ name: 'http', port: 80, targetPort: 8080 }] } }),
  (metadata, i) => ({ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata, spec: { serviceName: metadata['name'], selector: { matchLabels: { app: metadata['name'] } }, template: template(metadata, i) } }),
  (metadata, i) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: Object.fromEntries(Array.from({ length: 8 }, (_, key) => [`setting-${key}`, `value ${i} of ${key}`])) }),
  (metadata, i) => ({ apiVersion: 'batch/v1', kind: 'CronJob', metadata, spec: { schedule: `${i % 60} * * * *`, jobTemplate: { spec: { template: template(metadata, i) } } } }),
  (metadata, i) => ({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules: [{ apiGroups: [''], resources: i % 7 === 0 ? ['*'] : ['configmaps'], verbs: ['get', 'list'] }] }),
  (metadata, i) => ({ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata, spec: { selector: { matchLabels: { app: metadata['name'] } }, template: template(metadata, i) } }),
  (metadata) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata }),
  (metadata) => ({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata, spec: { rules: [{ host: `${metadata['name']}.example.org`, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: metadata['name'], port: { number: 80 } } } }] } }] } }),
  (metadata) => ({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata['name'] }, subjects: [{ kind: 'ServiceAccount', name: metadata['name'], namespace: metadata['namespace'] }] }),
  (metadata, i) => ({ apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { backoffLimit: 3, template: template(metadata, i) } }),
];

const template = (metadata: Fields, i: number): Fields => ({ metadata: { labels: metadata['labels'] }, spec: podSpec(i) });

function podSpec(i: number): Fields {
  return {
    serviceAccountName: `account-${i % 50}`, automountServiceAccountToken: i % 4 === 0,
    ...(i % 11 === 0 ? { hostNetwork: true } : {}),
    securityContext: i % 3 === 0 ? { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } : {},
    volumes: [{ name: 'config', configMap: { name: `config-${i}` } }, ...(i % 13 === 0 ? [{ name: 'host', hostPath: { path: '/var/log' } }] : [])],
    containers: Array.from({ length: 1 + (i % 3) }, (_, number) => container(i, number)),
  };
}

function container(i: number, number: number): Fields {
  return {
    name: `container-${number}`, image: `registry.example.org/team/app-${i % 97}:${i % 5 === 0 ? 'latest' : `1.${i % 17}.${number}`}`,
    args: ['--port', '8080', '--verbose', String(i)], ports: [{ name: 'http', containerPort: 8080 }],
    env: [{ name: 'MODE', value: 'production' }, { name: 'INSTANCE', value: `instance ${i}` }, { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: `secret-${i}`, key: 'password' } } }],
    resources: i % 2 === 0 ? { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '1', memory: '256Mi' } } : {},
    securityContext: i % 3 === 0 ? { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } } : i % 19 === 0 ? { privileged: true } : {},
    volumeMounts: [{ name: 'config', mountPath: '/etc/app' }],
    readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
  };
}
