/**
 * Evaluations a second of expressions as policies have them, over pods that are all different, with cost budget.
 * Each expression is first compared with the same question written in TypeScript, on every pod. The physical limit
 * printed beside is that TypeScript: what the question costs without a language between.
 */
import { compile, CostMeter, DYN, type CelValue, type Environment } from '#cel/index.ts';
import { kubernetesLibraries } from '#cel/libraries/index.ts';
import { makeWorkloads } from './pod-security/objects.ts';

interface Container { name: string; image?: string; securityContext?: { privileged?: boolean; allowPrivilegeEscalation?: boolean; runAsNonRoot?: boolean; capabilities?: { add?: string[]; drop?: string[] } }; ports?: { hostPort?: number }[]; resources?: { limits?: Record<string, string> } }
interface PodSpec { hostNetwork?: boolean; hostPID?: boolean; hostIPC?: boolean; securityContext?: { runAsNonRoot?: boolean; sysctls?: { name: string }[] }; containers: Container[]; volumes?: Record<string, unknown>[] }
interface Pod { metadata: { name: string; labels?: Record<string, string> }; spec: PodSpec }

const PODS = 2000;
const ROUNDS = 40;
const ALLOWED_VOLUMES = ['name', 'configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'];

const CASES: readonly (readonly [name: string, expression: string, same: (pod: Pod) => boolean])[] = [
  ['host namespaces', '!(has(object.spec.hostNetwork) && object.spec.hostNetwork) && !(has(object.spec.hostPID) && object.spec.hostPID) && !(has(object.spec.hostIPC) && object.spec.hostIPC)',
    ({ spec }) => !spec.hostNetwork && !spec.hostPID && !spec.hostIPC],
  ['privileged', 'object.spec.containers.all(c, !has(c.securityContext) || !has(c.securityContext.privileged) || c.securityContext.privileged == false)',
    ({ spec }) => spec.containers.every((c) => c.securityContext?.privileged !== true)],
  ['privilege escalation, optionals', 'object.spec.containers.all(c, c.?securityContext.?allowPrivilegeEscalation.orValue(true) == false)',
    ({ spec }) => spec.containers.every((c) => c.securityContext?.allowPrivilegeEscalation === false)],
  ['run as non-root', 'object.spec.containers.all(c, has(c.securityContext) && has(c.securityContext.runAsNonRoot) ? c.securityContext.runAsNonRoot : object.spec.?securityContext.?runAsNonRoot.orValue(false))',
    ({ spec }) => spec.containers.every((c) => c.securityContext?.runAsNonRoot ?? spec.securityContext?.runAsNonRoot ?? false)],
  ['capabilities', "object.spec.containers.all(c, c.?securityContext.?capabilities.?drop.orValue([]).exists(d, d == 'ALL') && c.?securityContext.?capabilities.?add.orValue([]).all(a, a == 'NET_BIND_SERVICE'))",
    ({ spec }) => spec.containers.every(({ securityContext: s }) => (s?.capabilities?.drop ?? []).includes('ALL') && (s?.capabilities?.add ?? []).every((a) => a === 'NET_BIND_SERVICE'))],
  ['volume types', `!has(object.spec.volumes) || object.spec.volumes.all(v, v.all(kind, kind in ${JSON.stringify(ALLOWED_VOLUMES)}))`,
    ({ spec }) => (spec.volumes ?? []).every((v) => Object.keys(v).every((kind) => ALLOWED_VOLUMES.includes(kind)))],
  ['host ports', 'object.spec.containers.all(c, !has(c.ports) || c.ports.all(p, !has(p.hostPort) || p.hostPort == 0))',
    ({ spec }) => spec.containers.every((c) => (c.ports ?? []).every((p) => (p.hostPort ?? 0) === 0))],
  ['image tag, pattern', "object.spec.containers.all(c, has(c.image) && c.image.matches('^[a-z0-9./-]+:[A-Za-z0-9_.-]+$') && !c.image.endsWith(':latest'))",
    ({ spec }) => spec.containers.every((c) => c.image !== undefined && /^[a-z0-9./-]+:[A-Za-z0-9_.-]+$/.test(c.image) && !c.image.endsWith(':latest'))],
  ['name and label', "object.metadata.name.startsWith('app-') || ('app' in object.metadata.?labels.orValue({}) && object.metadata.labels['app'] != '')",
    ({ metadata }) => metadata.name.startsWith('app-') || (metadata.labels?.['app'] ?? '') !== ''],
];

const env: Environment = { variables: [{ name: 'object', type: DYN }], libraries: kubernetesLibraries };

/** Prints nanoseconds for each evaluation, beside plain TypeScript. Rejects where an answer differs. */
export async function run(): Promise<void> {
  const pods = makeWorkloads(PODS, 0.8, true) as unknown as Pod[];
  const values = pods.map((pod) => [pod as unknown as CelValue]);
  let all = 0;
  for (const [name, expression, same] of CASES) {
    const compiled = compile(expression, env);
    if (!compiled.ok) throw new Error(`${name}: ${compiled.issues[0]!.message}`);
    const meter = new CostMeter(0);
    const evaluate = (at: number): CelValue => { meter.remaining = 10_000_000; return compiled.program.run(values[at]!, meter); };
    pods.forEach((pod, at) => { if (evaluate(at) !== same(pod)) throw new Error(`${name}: differs on ${JSON.stringify(pod).slice(0, 2000)}`); });
    const ours = best(() => { for (let at = 0; at < pods.length; at++) evaluate(at); });
    const plain = best(() => { let count = 0; for (const pod of pods) if (same(pod)) count++; return count; });
    all += ours;
    console.log(`${name.padEnd(32)} ${ours.toFixed(0).padStart(5)} ns, ${(1000 / ours).toFixed(1).padStart(5)} M/s, ${(ours / plain).toFixed(1)}x plain TypeScript`);
  }
  const started = performance.now();
  for (const [, expression] of CASES) compile(expression, env);
  console.log(`all ${CASES.length}: ${(all / 1000).toFixed(2)} us a pod; compiling: ${((performance.now() - started) / CASES.length).toFixed(2)} ms an expression`);
}

/** Nanoseconds for a pod: the best of rounds over all pods, as other work on the machine only ever adds. */
function best(work: () => unknown): number {
  const times = Array.from({ length: ROUNDS }, () => { const start = performance.now(); work(); return performance.now() - start; }).sort((a, b) => a - b);
  return (times[0]! * 1e6) / PODS;
}
