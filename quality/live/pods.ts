/** Random pods over the fields that pod security is about, most of them valid for an API server. */
import fc from 'fast-check';

type Arbitrary = fc.Arbitrary<Record<string, unknown>>;

/** Any subset of some fields. */
const some = (fields: Record<string, fc.Arbitrary<unknown>>): Arbitrary => fc.record(fields, { requiredKeys: [] });
const pick = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const yesNo = fc.boolean();

const seccompProfile = pick<object>({ type: 'RuntimeDefault' }, { type: 'Unconfined' }, { type: 'Localhost', localhostProfile: 'profiles/a.json' });
const appArmorProfile = pick<object>({ type: 'RuntimeDefault' }, { type: 'Unconfined' }, { type: 'Localhost', localhostProfile: 'shop' });
const seLinuxOptions = some({ type: pick('container_t', 'spc_t', 'container_init_t', 'container_engine_t', ''), user: pick('system_u', ''), role: pick('object_r', ''), level: pick('s0:c1', '') });
const capability = pick('ALL', 'NET_BIND_SERVICE', 'SYS_ADMIN', 'CHOWN', 'NET_RAW', 'KILL', 'AUDIT_WRITE');
const capabilities = some({ add: fc.uniqueArray(capability, { maxLength: 3 }), drop: fc.uniqueArray(capability, { maxLength: 2 }) });

const containerContext = some({
  privileged: fc.constant(false), allowPrivilegeEscalation: yesNo, runAsNonRoot: yesNo, runAsUser: pick(0, 1, 1000), readOnlyRootFilesystem: yesNo,
  seccompProfile, appArmorProfile, seLinuxOptions, capabilities, procMount: fc.constant('Default'),
}).chain((context) => (Math.abs(Object.keys(context).length) > 7 ? fc.constant({ privileged: true }) : fc.constant(context)));

const probe = pick<object>({ httpGet: { path: '/', port: 80 } }, { httpGet: { path: '/', port: 80, host: 'example.org' } }, { tcpSocket: { port: 80, host: '10.0.0.9' } }, { exec: { command: ['true'] } });
const quantity = pick('100m', '1', '2');
const memory = pick('64Mi', '1Gi');
const env = fc.uniqueArray(fc.record({ name: pick('PASSWORD', 'DB_PASSWORD', 'API_TOKEN', 'LOG_LEVEL', 'AWS_SECRET_ACCESS_KEY', 'PORT'), value: pick('', 'hunter2', '8080', 'debug') }), { maxLength: 3, selector: (item) => item.name });

const container = (name: string, init: boolean): Arbitrary => fc.record({
  name: fc.constant(name),
  image: pick('registry.example/shop/a:1.4', 'a', 'a:latest', `a@sha256:${'0'.repeat(64)}`, 'registry.example:5000/a', 'a:v1'),
  securityContext: containerContext, env,
  ports: fc.uniqueArray(fc.record({ containerPort: pick(80, 443, 8080), hostPort: pick(0, 0, 0) }, { requiredKeys: ['containerPort'] }), { maxLength: 2, selector: (port) => port.containerPort }),
  resources: some({ limits: some({ cpu: quantity, memory }) }),
  ...(init ? {} : { livenessProbe: probe, readinessProbe: probe, lifecycle: some({ preStop: probe, postStart: pick<object>({ exec: { command: ['true'] } }) }) }),
}, { requiredKeys: ['name', 'image'] });

const volume = pick<object>(
  { emptyDir: {} }, { hostPath: { path: '/' } }, { hostPath: { path: '/var/run/docker.sock' } }, { hostPath: { path: '/run/containerd' } }, { hostPath: { path: '/var/log' } },
  { configMap: { name: 'a' } }, { secret: { secretName: 'a' } }, { nfs: { server: 'x', path: '/x' } }, { persistentVolumeClaim: { claimName: 'a' } },
  { projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }, { csi: { driver: 'x' } }, { downwardAPI: { items: [] } }, { iscsi: { targetPortal: '10.0.0.1:3260', iqn: 'iqn.2001-04.com.example:a', lun: 0 } },
);

const podContext = some({
  runAsNonRoot: yesNo, runAsUser: pick(0, 1000), seccompProfile, appArmorProfile, seLinuxOptions,
  sysctls: fc.uniqueArray(fc.record({ name: pick('kernel.shm_rmid_forced', 'kernel.msgmax', 'net.ipv4.tcp_keepalive_time', 'net.ipv4.ip_local_reserved_ports', 'net.ipv4.tcp_rmem', 'net.core.somaxconn'), value: fc.constant('1') }), { maxLength: 3, selector: (sysctl) => sysctl.name }),
});

const spec = fc.record({
  containers: fc.tuple(container('one', false), fc.option(container('two', false), { nil: null })).map((list) => list.filter((item) => item !== null)),
  initContainers: fc.option(container('first', true), { nil: null, freq: 3 }).map((item) => (item === null ? [] : [item])),
  volumes: fc.array(volume, { maxLength: 3 }).map((list) => list.map((source, i) => ({ name: `v${i}`, ...source }))),
  securityContext: podContext, hostNetwork: yesNo, hostPID: yesNo, hostIPC: yesNo, automountServiceAccountToken: yesNo, serviceAccountName: pick('default', 'shop'),
}, { requiredKeys: ['containers'] });

const windows = fc.constant({ os: { name: 'windows' }, containers: [{ name: 'one', image: 'a:1', securityContext: { windowsOptions: { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' } } }], hostNetwork: true });

const annotations = some({
  'container.apparmor.security.beta.kubernetes.io/one': pick('runtime/default', 'unconfined', 'localhost/x'),
  'seccomp.security.alpha.kubernetes.io/pod': pick('runtime/default', 'unconfined'),
});

/** Metadata and spec of a pod. */
export const podSpecs: fc.Arbitrary<{ metadata: Record<string, unknown>; spec: Record<string, unknown> }> = fc.record({
  metadata: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: annotations.map((all) => ({ annotations: all })) }),
  spec: fc.oneof({ weight: 30, arbitrary: spec }, { weight: 1, arbitrary: windows }) as Arbitrary,
});
