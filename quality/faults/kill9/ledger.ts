/** What was written through the API and what became of it: acknowledged, refused, or cut off by the kill. */
import { ApiProblem, type Client } from '#contract/client.ts';

type Kind = 'exemption' | 'assignment' | 'environment';
export interface Entry {
  readonly kind: Kind;
  /** Text that finds the thing again, whether or not its id was ever told. */
  readonly marker: string;
  id: string | null;
  /** `unknown`: no answer came. It may be there or not, but only once. */
  created: 'acknowledged' | 'unknown' | 'not there';
  ended: 'no' | 'acknowledged' | 'unknown';
  /** Exemptions of assessments: the pod that it covers. */
  readonly pod?: string;
}
export interface Findings { lost: string[]; duplicates: string[]; unexpected: string[] }

interface Seen { readonly id: string; readonly marker: string; readonly ended: boolean }

export class Ledger {
  readonly entries: Entry[] = [];
  acknowledged = 0;
  #count = 0;

  /** One write of a random kind. Resolves when it is acknowledged or cut off. */
  async write(client: Client, pods: readonly string[]): Promise<void> {
    const alive = this.entries.filter((e) => e.created === 'acknowledged' && e.ended === 'no');
    const victim = alive[Math.floor(Math.random() * alive.length)];
    if (victim !== undefined && Math.random() < 0.3) await this.#end(client, victim);
    else await this.#create(client, Math.random() < 0.6 ? 'exemption' : Math.random() < 0.5 ? 'assignment' : 'environment', pods[Math.floor(Math.random() * pods.length)] ?? 'none');
  }

  async #create(client: Client, kind: Kind, pod: string): Promise<void> {
    const entry: Entry = { kind, marker: `${kind}-${++this.#count}`, id: null, created: 'unknown', ended: 'no', ...(kind === 'exemption' && Math.random() < 0.8 ? { pod } : {}) };
    this.entries.push(entry);
    const answer = await orCutOff(create(client, entry));
    if (answer === null) return;
    entry.id = answer.id;
    entry.created = 'acknowledged';
    this.acknowledged++;
  }

  async #end(client: Client, entry: Entry): Promise<void> {
    const params = { id: entry.id ?? '' };
    entry.ended = 'unknown';
    const route = entry.kind === 'exemption' ? 'revokeExemption' : entry.kind === 'assignment' ? 'deleteAssignment' : 'deleteEnvironment';
    if ((await orCutOff(client.call(route, { params }).then(() => true))) === null) return;
    entry.ended = 'acknowledged';
    this.acknowledged++;
  }

  /** Compares with what the control plane says now. What was unknown is known afterwards. */
  async verify(client: Client): Promise<Findings> {
    const findings: Findings = { lost: [], duplicates: [], unexpected: [] };
    const seen = Map.groupBy(await everything(client), (s) => s.marker);
    for (const entry of this.entries) {
      const found = seen.get(entry.marker) ?? [];
      seen.delete(entry.marker);
      if (found.length > 1) findings.duplicates.push(entry.marker);
      const alive = found.filter((s) => !s.ended);
      if (entry.created === 'acknowledged' && entry.ended === 'no' && alive.length === 0) findings.lost.push(`${entry.marker} was created`);
      if (entry.ended === 'acknowledged' && alive.length > 0) findings.lost.push(`${entry.marker} was ended`);
      if (entry.kind === 'exemption' && entry.created === 'acknowledged' && found.length === 0) findings.lost.push(`${entry.marker} is not in the history`);
      if (entry.created === 'not there' && found.length > 0) findings.unexpected.push(entry.marker);
      settle(entry, found[0]);
    }
    findings.unexpected.push(...seen.keys());
    return findings;
  }

  /** Pods that an exemption in force covers. */
  exemptPods(): Set<string> { return new Set(this.entries.filter((e) => e.pod !== undefined && e.created === 'acknowledged' && e.ended === 'no').map((e) => e.pod ?? '')); }
}

function settle(entry: Entry, found: Seen | undefined): void {
  if (entry.created === 'unknown') {
    entry.created = found === undefined ? 'not there' : 'acknowledged';
    entry.id = found?.id ?? null;
  }
  if (entry.ended === 'unknown') entry.ended = found === undefined || found.ended ? 'acknowledged' : 'no';
}

function create(client: Client, { kind, marker, pod }: Entry): Promise<{ id: string }> {
  if (kind === 'environment') return client.call('createEnvironment', { body: { kind: 'manifests', name: marker, files: [{ path: 'a.yaml', content: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n' }] } });
  if (kind === 'assignment') return client.call('createAssignment', { body: { initiative: 'pod-security-restricted', scope: { namespace: marker }, effect: 'audit' } });
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const about = pod === undefined
    ? { policy: 'running-images-vulnerabilities', scope: { namespace: 'shop' }, findings: { vulnerability: `CVE-2026-${marker}` } }
    : { policy: 'privileged-containers', scope: { namespace: 'shop', kind: 'Pod', name: pod } };
  return client.call('createExemption', { body: { ...about, reason: 'waiver', justification: marker, owner: 'owner', approver: 'approver', expiresAt } });
}

/** The answer; null when the process was killed before it came. Any refusal is a mistake of this test. */
async function orCutOff<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 0) return null;
    throw error;
  }
}

async function everything(client: Client): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await client.call('listExemptions', { query: { limit: 1000, cursor } });
    seen.push(...page.items.map((e) => ({ id: e.id, marker: e.justification, ended: e.state !== 'active' })));
    for (const e of page.items) if ((e.policy === 'running-images-vulnerabilities') !== (e.findings !== null)) throw new Error(`${e.justification} is about other findings than it was made for`);
    if (page.next === null) break;
    cursor = page.next;
  }
  const assignments = await client.call('listAssignments', { query: { limit: 1000 } });
  seen.push(...assignments.items.flatMap((a) => (a.scope.namespace === null ? [] : [{ id: a.id, marker: a.scope.namespace, ended: false }])));
  const environments = await client.call('listEnvironments', { query: { limit: 1000 } });
  seen.push(...environments.items.filter((e) => e.kind === 'manifests').map((e) => ({ id: e.id, marker: e.name, ended: false })));
  if (assignments.next !== null || environments.next !== null) throw new Error('more than a page of assignments or environments: the test writes too much');
  return seen;
}
