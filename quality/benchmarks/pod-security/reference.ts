/**
 * The restricted level of the Pod Security Standards (newest version) written out by hand: the answer that the policies
 * are compared with. Source: kubernetes staging/src/k8s.io/pod-security-admission/policy/check_*.go.
 */
import type { KubeObject } from '#core/words.ts';

interface Handler { httpGet?: { host?: string }; tcpSocket?: { host?: string } }
interface SecurityContext {
  privileged?: boolean; allowPrivilegeEscalation?: boolean; runAsNonRoot?: boolean; runAsUser?: number; procMount?: string;
  capabilities?: { add?: string[]; drop?: string[] };
  seccompProfile?: { type?: string }; appArmorProfile?: { type?: string }; seLinuxOptions?: { type?: string; user?: string; role?: string };
  windowsOptions?: { hostProcess?: boolean }; sysctls?: { name: string }[];
}
interface Container {
  name: string; ports?: { hostPort?: number }[]; securityContext?: SecurityContext;
  livenessProbe?: Handler; readinessProbe?: Handler; startupProbe?: Handler; lifecycle?: { postStart?: Handler; preStop?: Handler };
}
interface PodSpec {
  containers?: Container[]; initContainers?: Container[]; ephemeralContainers?: Container[]; volumes?: Record<string, unknown>[];
  hostNetwork?: boolean; hostPID?: boolean; hostIPC?: boolean; hostUsers?: boolean; os?: { name?: string }; securityContext?: SecurityContext;
}
interface Template { metadata?: { annotations?: Record<string, string> }; spec: PodSpec }

const VOLUMES = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret'];
const SYSCTLS = new Set(['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports', 'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem', 'net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat']);
const SELINUX = ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];
const CONFINED = ['RuntimeDefault', 'Localhost'];

const templateOf = (object: KubeObject): Template => {
  const spec = object['spec'] as { template?: Template; jobTemplate?: { spec: { template: Template } } };
  return object.kind === 'Pod' ? (object as unknown as Template) : (spec.jobTemplate?.spec.template ?? (spec.template as Template));
};

/** The ids of the policies that the object violates. */
export function violatedControls(object: KubeObject): string[] {
  const { metadata, spec } = templateOf(object);
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])];
  const pod = spec.securityContext ?? {};
  const contexts = containers.map(({ securityContext }) => securityContext ?? {});
  const all = [pod, ...contexts];
  const windows = spec.os?.name === 'windows';
  const ownUsers = spec.hostUsers === false;
  const controls: Record<string, boolean> = {
    'privileged-containers': contexts.some((c) => c.privileged === true),
    'host-namespaces': [spec.hostNetwork, spec.hostPID, spec.hostIPC].includes(true),
    'restricted-volumes': (spec.volumes ?? []).some((volume) => !VOLUMES.some((type) => volume[type] !== undefined) && Object.keys(volume).length > 1),
    'host-ports': containers.some(({ ports }) => ports?.some(({ hostPort = 0 }) => hostPort !== 0)),
    'capabilities-restricted': !windows && contexts.some(({ capabilities }) => !capabilities?.drop?.includes('ALL') || capabilities.add?.some((name) => name !== 'NET_BIND_SERVICE')),
    'windows-host-process': all.some((c) => c.windowsOptions?.hostProcess === true),
    'privilege-escalation': !windows && contexts.some((c) => c.allowPrivilegeEscalation !== false),
    'run-as-non-root': !ownUsers && (pod.runAsNonRoot === false || contexts.some((c) => (c.runAsNonRoot ?? pod.runAsNonRoot) !== true)),
    'run-as-user': !ownUsers && all.some((c) => c.runAsUser === 0),
    'seccomp-profile-restricted': !windows && (badProfile(pod.seccompProfile) || contexts.some((c) => !CONFINED.includes((c.seccompProfile ?? pod.seccompProfile)?.type ?? ''))),
    'apparmor-profile': all.some((c) => badProfile(c.appArmorProfile)) || Object.entries(metadata?.annotations ?? {}).some(([key, value]) =>
      key.startsWith('container.apparmor.security.beta.kubernetes.io/') && !['', 'runtime/default'].includes(value) && !value.startsWith('localhost/')),
    'selinux-options': all.some(({ seLinuxOptions: o }) => o !== undefined && (!SELINUX.includes(o.type ?? '') || Boolean(o.user) || Boolean(o.role))),
    'proc-mount-restricted': contexts.some((c) => c.procMount !== undefined && c.procMount !== 'Default'),
    sysctls: (pod.sysctls ?? []).some(({ name }) => !SYSCTLS.has(name)),
    'host-probes-and-lifecycle': containers.some((c) => [c.livenessProbe, c.readinessProbe, c.startupProbe, c.lifecycle?.postStart, c.lifecycle?.preStop].some((handler) =>
      Boolean(handler?.httpGet?.host) || Boolean(handler?.tcpSocket?.host))),
  };
  return Object.keys(controls).filter((id) => controls[id]);
}

const badProfile = (profile: { type?: string } | undefined): boolean => profile !== undefined && !CONFINED.includes(profile.type ?? '');
