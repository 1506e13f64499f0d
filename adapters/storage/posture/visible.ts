/**
 * Tenancy, in one place: a visibility becomes the list of environments that a query may read, and what of them is not
 * assessed now.
 */
import type { Visibility } from '#core/ports/posture.ts';
import type { Db } from './bulk.ts';

export interface Gap { readonly since: number; readonly reason: string }

export interface Visible {
  /** Ids of the environments that may be read, sorted, never an empty list. Every query says `environment in (ids)`. */
  readonly ids: readonly string[];
  /** Environments that are not assessed now. */
  readonly gaps: ReadonlyMap<string, Gap>;
  /** Kinds that cannot be read now, by environment and `group/kind`. */
  readonly kinds: ReadonlyMap<string, ReadonlyMap<string, Gap>>;
}

/** Environments that are lost though the database could not be told, by the connection that reads. */
const held = new WeakMap<Db, ReadonlyMap<string, Gap>>();

/** Makes what is read through a connection know what could not be written. */
export function knowing(db: Db, lost: ReadonlyMap<string, Gap>): Db {
  held.set(db, lost);
  return db;
}

export const heldGap = (db: Db, environment: string): Gap | undefined => held.get(db)?.get(environment);

/** @param environment only this one, if it may be seen. */
export async function visibleTo(db: Db, visibility: Visibility, environment?: string): Promise<Visible> {
  let query = db.selectFrom('environments').select(['id', 'state', 'reason', 'since']).where('state', '!=', 'deleted').orderBy('id');
  if (visibility !== null) query = query.where('id', 'in', ['', ...visibility]);
  if (environment !== undefined) query = query.where('id', '=', environment);
  const found = await query.execute();
  // No id is empty, and PostgreSQL does not take an empty list.
  const ids = found.length === 0 ? [''] : found.map((e) => e.id);
  const kinds = new Map<string, Map<string, Gap>>();
  for (const row of await db.selectFrom('kinds').selectAll().where('state', '=', 'unavailable').where('environment', 'in', ids).execute()) {
    const of = kinds.get(row.environment) ?? new Map<string, Gap>();
    kinds.set(row.environment, of.set(`${row.api_group}/${row.kind}`, { since: row.since, reason: row.reason ?? 'cannot be read' }));
  }
  return {
    ids,
    gaps: new Map(found.flatMap((e): [string, Gap][] => {
      const gap = heldGap(db, e.id) ?? (e.state === 'notAssessed' ? { since: e.since, reason: e.reason ?? 'cannot be read' } : undefined);
      return gap === undefined ? [] : [[e.id, gap]];
    })),
    kinds,
  };
}

/** Why objects of a kind are not assessed now; undefined when they are. */
export const gapOf = (visible: Visible, environment: string, group: string, kind: string): Gap | undefined =>
  visible.gaps.get(environment) ?? visible.kinds.get(environment)?.get(`${group}/${kind}`);

export const gapText = (gap: Gap): string => `not assessed since ${new Date(gap.since).toISOString()}: ${gap.reason}`;
