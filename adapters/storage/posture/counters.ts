/** Keeps `counters` equal to the rows of `assessments`, by the differences that one transaction makes. */
import type { Dialect } from '../database.ts';
import { inserter, insertMany, type Trx } from './bulk.ts';
import type { AssessmentTable, CounterTable } from './tables.ts';

const KEYS = ['environment', 'policy', 'namespace', 'api_group', 'kind', 'status', 'exemption'] as const;
const INTO = inserter('counters', [...KEYS, 'count'], { keys: KEYS, add: ['count'] });

type Counted = Pick<AssessmentTable, 'environment' | 'policy' | 'namespace' | 'api_group' | 'kind' | 'status' | 'exemption'>;

export class CounterChanges {
  readonly #changes = new Map<string, CounterTable>();

  add(row: Counted, by: 1 | -1): void {
    const exemption = row.exemption ?? '';
    const key = `${row.environment}\n${row.policy}\n${row.namespace}\n${row.api_group}\n${row.kind}\n${row.status}\n${exemption}`;
    const known = this.#changes.get(key);
    if (known === undefined) this.#changes.set(key, { environment: row.environment, policy: row.policy, namespace: row.namespace, api_group: row.api_group, kind: row.kind, status: row.status, exemption, count: by });
    else known.count += by;
  }

  async write(trx: Trx, dialect: Dialect): Promise<void> {
    const rows: unknown[][] = [];
    for (const c of this.#changes.values()) if (c.count !== 0) rows.push([c.environment, c.policy, c.namespace, c.api_group, c.kind, c.status, c.exemption, c.count]);
    await insertMany(trx, dialect, INTO, rows);
    this.#changes.clear();
  }
}
