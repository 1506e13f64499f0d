/** A naive model of posture storage for tests: plain lists, everything computed anew at every question. */
import type { ExemptionRecord, GraphRow, ObjectWrite, RowWrite } from '#core/ports/posture.ts';
import { exemptionCovers, scopeNamespace } from '#core/scopes.ts';
import { groupOf, refKey, type ResourceRef } from '#core/words.ts';

export interface ModelRow { environment: string; policy: string; key: string; ref: ResourceRef; status: RowWrite['status']; message: string; since: number; graph: boolean }

export class Model {
  readonly rows: ModelRow[] = [];
  readonly exemptions: ExemptionRecord[] = [];
  readonly lost = new Map<string, { since: number; reason: string }>();
  readonly lostKinds = new Map<string, { since: number; reason: string }>();

  readonly objects = new Map<string, ObjectWrite>();

  put(environment: string, at: number, object: ObjectWrite): void {
    this.objects.set(`${environment} ${object.key}`, object);
    this.#replace(environment, at, object.key, object.ref, object.rows, false);
  }

  remove(environment: string, key: string): void {
    this.objects.delete(`${environment} ${key}`);
    this.#drop((r) => r.environment === environment && r.key === key);
  }

  /** `environment workload known container reference digest pods` of everything that runs. */
  uses(): string[] {
    const all = [...this.objects].flatMap(([at, o]) => {
      const environment = at.slice(0, at.indexOf(' '));
      const workload = refKey(o.facts.workload ?? o.ref);
      return o.uses.map((u) => `${environment} ${workload} ${this.objects.has(`${environment} ${workload}`)} ${u.container} ${u.reference} ${u.digest}`);
    });
    return [...Map.groupBy(all, (text) => text)].map(([text, same]) => `${text} ${same.length}`).sort();
  }

  graph(environment: string, at: number, rows: readonly GraphRow[]): void {
    const keys = new Set([...this.rows.filter((r) => r.environment === environment && r.graph).map((r) => r.key), ...rows.map((r) => refKey(r.resource))]);
    for (const key of keys) {
      const some = rows.filter((r) => refKey(r.resource) === key);
      const ref = some[0]?.resource ?? this.rows.find((r) => r.environment === environment && r.key === key)?.ref;
      if (ref !== undefined) this.#replace(environment, at, key, ref, some, true);
    }
  }

  /** What a reader sees: the status as shown and the exemption in force. */
  shown(now: number): { environment: string; policy: string; key: string; status: string; exempt: boolean; message: string; row: ModelRow }[] {
    return this.rows.map((row) => {
      const gap = this.gap(row);
      const stale = gap !== undefined && row.status === 'healthy';
      return {
        environment: row.environment, policy: row.policy, key: row.key, row, exempt: this.exempt(row, now),
        status: stale ? 'notAssessed' : row.status, message: stale ? `not assessed since ${new Date(gap.since).toISOString()}: ${gap.reason}` : row.message,
      };
    });
  }

  gap(row: ModelRow): { since: number; reason: string } | undefined {
    return this.lost.get(row.environment) ?? this.lostKinds.get(`${row.environment} ${groupOf(row.ref.apiVersion)}/${row.ref.kind}`);
  }

  exempt(row: ModelRow, now: number): boolean {
    return this.exemptions.some((e) => e.policy === row.policy && e.findings === null && e.revokedAt === null && e.expiresAt > now
      && exemptionCovers(e.scope, { environment: row.environment, namespace: scopeNamespace(row.ref), kind: row.ref.kind, name: row.ref.name }));
  }

  #replace(environment: string, at: number, key: string, ref: ResourceRef, rows: readonly RowWrite[], graph: boolean): void {
    const before = this.rows.filter((r) => r.environment === environment && r.key === key);
    const named = new Set(rows.map((r) => r.policy));
    this.#drop((r) => r.environment === environment && r.key === key && (r.graph === graph || named.has(r.policy)));
    for (const { policy, status, message } of rows) {
      const old = before.find((r) => r.policy === policy);
      this.rows.push({ environment, policy, key, ref, status, message, graph, since: old?.status === status ? old.since : at });
    }
  }

  #drop(which: (row: ModelRow) => boolean): void {
    for (let i = this.rows.length - 1; i >= 0; i--) { const row = this.rows[i]; if (row !== undefined && which(row)) this.rows.splice(i, 1); }
  }
}
