/** Pods and workloads as clusters hold them: one to three containers, probes, ports, volumes, labels. The same numbers give the same objects. */
import type { KubeObject } from '#core/words.ts';

type Json = Record<string, unknown>;

/** A small repeatable generator of random numbers (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** @param healthyShare how many violate nothing, 0 to 1. @param podsOnly whether there are no workloads among them. */
export function makeWorkloads(count: number, healthyShare: number, podsOnly: boolean): KubeObject[] {
  const random = randomFrom(42);
  return Array.from({ length: count }, (_, i) => {
    const pod = makePod(random, i);
    if (random() >= healthyShare) spoil(pod.spec, pod.metadata, random);
    return podsOnly || random() < 0.4 ? ({ apiVersion: 'v1', kind: 'Pod', ...pod } as KubeObject) : wrap(pod, i, random);
  });
}

function makePod(random: () => number, i: number): { metadata: Json; spec: Json } {
  const labels = { app: `shop-${i % 40}`, 'app.kubernetes.io/part-of': 'shop', version: `v${i % 7}` };
  const spec: Json = {
    serviceAccountName: `shop-${i % 40}`, restartPolicy: 'Always', terminationGracePeriodSeconds: 30, dnsPolicy: 'ClusterFirst',
    securityContext: { runAsNonRoot: true, runAsUser: 10001, fsGroup: 10001, seccompProfile: { type: 'RuntimeDefault' } },
    containers: Array.from({ length: 1 + Math.floor(random() * 3) }, (_, n) => makeContainer(`app-${n}`, random)),
    volumes: [
      { name: 'config', configMap: { name: `shop-${i}` } }, { name: 'tmp', emptyDir: {} },
      { name: 'token', projected: { sources: [{ serviceAccountToken: { path: 'token', expirationSeconds: 3607 } }] } },
    ],
  };
  if (random() < 0.3) spec['initContainers'] = [makeContainer('migrate', random)];
  return { metadata: { name: `shop-${i}`, namespace: `team-${i % 12}`, labels, annotations: { 'prometheus.io/scrape': 'true' } }, spec };
}

function makeContainer(name: string, random: () => number): Json {
  const container: Json = {
    name, image: `registry.example/shop/${name}@sha256:${'ab'.repeat(32)}`, imagePullPolicy: 'IfNotPresent',
    env: [{ name: 'LOG_LEVEL', value: 'info' }, { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
    volumeMounts: [{ name: 'config', mountPath: '/etc/app' }, { name: 'tmp', mountPath: '/tmp' }],
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  };
  if (random() < 0.8) container['ports'] = [{ name: 'http', containerPort: 8080, protocol: 'TCP' }, { name: 'metrics', containerPort: 9090, protocol: 'TCP' }];
  if (random() < 0.7) container['livenessProbe'] = { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 10 };
  if (random() < 0.7) container['readinessProbe'] = { httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 5 };
  return container;
}

/** One or two of the ways in which real pods violate the standard. */
function spoil(spec: Json, metadata: Json, random: () => number): void {
  const first = (spec['containers'] as Json[])[0] as Json;
  const context = first['securityContext'] as Json;
  const ways: (() => void)[] = [
    () => { context['privileged'] = true; }, () => { context['allowPrivilegeEscalation'] = true; }, () => { delete first['securityContext']; },
    () => { spec['hostNetwork'] = true; }, () => { first['ports'] = [{ containerPort: 80, hostPort: 8080 }]; },
    () => { (spec['volumes'] as Json[]).push({ name: 'host', hostPath: { path: '/var/log' } }); }, () => { delete spec['securityContext']; },
    () => { context['capabilities'] = { add: ['NET_ADMIN', 'NET_BIND_SERVICE'], drop: ['ALL'] }; }, () => { context['seLinuxOptions'] = { type: 'spc_t' }; },
    () => { spec['securityContext'] = { sysctls: [{ name: 'kernel.msgmax', value: '1' }], runAsUser: 0 }; }, () => { context['procMount'] = 'Unmasked'; },
    () => { first['livenessProbe'] = { tcpSocket: { host: '10.0.0.1', port: 80 } }; }, () => { context['windowsOptions'] = { hostProcess: true }; },
    () => { metadata['annotations'] = { 'container.apparmor.security.beta.kubernetes.io/app-0': 'unconfined' }; }, () => { context['seccompProfile'] = { type: 'Unconfined' }; },
  ];
  for (let n = 0; n < 1 + Math.floor(random() * 2); n++) ways[Math.floor(random() * ways.length)]?.();
}

function wrap({ metadata, spec }: { metadata: Json; spec: Json }, i: number, random: () => number): KubeObject {
  const template = { metadata: { labels: metadata['labels'], annotations: metadata['annotations'] }, spec };
  const owner = { name: metadata['name'], namespace: metadata['namespace'], labels: metadata['labels'] };
  const kind = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'][Math.floor(random() * 4)] as string;
  if (kind === 'CronJob') return { apiVersion: 'batch/v1', kind, metadata: owner, spec: { schedule: '0 * * * *', jobTemplate: { spec: { template } } } } as unknown as KubeObject;
  return { apiVersion: 'apps/v1', kind, metadata: owner, spec: { replicas: 1 + (i % 3), selector: { matchLabels: metadata['labels'] }, template } } as unknown as KubeObject;
}
