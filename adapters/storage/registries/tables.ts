/** The tables of registries as types, and how a record becomes a row and back. */
import type { KnownTag, RegistryFilters, RegistryPatch, RegistryRecord, Unread } from '#core/ports/registries.ts';

export type RegistryTable = {
  id: string; name: string; host: string; username: string | null;
  /** Sealed. */
  password: string | null;
  plain_http: number; filters: string; schedule_minutes: number; state: RegistryRecord['state'] | 'deleted'; reason: string | null; since: number;
  unread: string; repositories: number; listing_since: number | null; last_sync_at: number | null; next_sync_at: number; last_notification_at: number | null;
  created_by: string; created_at: number;
};
export type RepositoryTable = { registry: string; repository: string; listed_at: number };
export type TagTable = { registry: string; repository: string; tag: string; digest: string; pushed_at: number | null; built_at: number | null; first_seen_at: number; reported: string | null };
export type HintTable = { registry: string; repository: string; tag: string; pushed_at: number | null; at: number };
export type RegistryTables = { registries: RegistryTable; registry_repositories: RepositoryTable; registry_tags: TagTable; registry_hints: HintTable };

export const toRecord = (row: RegistryTable): RegistryRecord => ({
  id: row.id, name: row.name, host: row.host, username: row.username, plainHttp: row.plain_http === 1, filters: JSON.parse(row.filters) as RegistryFilters, scheduleMinutes: row.schedule_minutes,
  state: row.state === 'deleted' ? 'notAssessed' : row.state, reason: row.reason, since: row.since, unread: JSON.parse(row.unread) as Unread[], repositories: row.repositories,
  listingSince: row.listing_since, lastSyncAt: row.last_sync_at, nextSyncAt: row.next_sync_at, lastNotificationAt: row.last_notification_at, createdBy: row.created_by, createdAt: row.created_at,
});

export const fromRecord = (record: RegistryRecord, password: string | null): RegistryTable => ({
  id: record.id, name: record.name, host: record.host, username: record.username, password, plain_http: record.plainHttp ? 1 : 0, filters: JSON.stringify(record.filters), schedule_minutes: record.scheduleMinutes,
  state: record.state, reason: record.reason, since: record.since, unread: JSON.stringify(record.unread), repositories: record.repositories,
  listing_since: record.listingSince, last_sync_at: record.lastSyncAt, next_sync_at: record.nextSyncAt, last_notification_at: record.lastNotificationAt, created_by: record.createdBy, created_at: record.createdAt,
});

/** Only the columns that the patch names. */
export function fromPatch(patch: RegistryPatch): Partial<RegistryTable> {
  return {
    ...(patch.name === undefined ? {} : { name: patch.name }), ...(patch.username === undefined ? {} : { username: patch.username }),
    ...(patch.plainHttp === undefined ? {} : { plain_http: patch.plainHttp ? 1 : 0 }), ...(patch.filters === undefined ? {} : { filters: JSON.stringify(patch.filters) }),
    ...(patch.scheduleMinutes === undefined ? {} : { schedule_minutes: patch.scheduleMinutes }), ...(patch.state === undefined ? {} : { state: patch.state }),
    ...(patch.reason === undefined ? {} : { reason: patch.reason }), ...(patch.since === undefined ? {} : { since: patch.since }),
    ...(patch.unread === undefined ? {} : { unread: JSON.stringify(patch.unread) }), ...(patch.repositories === undefined ? {} : { repositories: patch.repositories }),
    ...(patch.listingSince === undefined ? {} : { listing_since: patch.listingSince }), ...(patch.lastSyncAt === undefined ? {} : { last_sync_at: patch.lastSyncAt }),
    ...(patch.nextSyncAt === undefined ? {} : { next_sync_at: patch.nextSyncAt }), ...(patch.lastNotificationAt === undefined ? {} : { last_notification_at: patch.lastNotificationAt }),
  };
}

export const toTag = (row: TagTable): KnownTag => ({ tag: row.tag, digest: row.digest, pushedAt: row.pushed_at, builtAt: row.built_at, firstSeenAt: row.first_seen_at, reported: row.reported });

export const fromTag = (registry: string, repository: string, tag: KnownTag): TagTable => ({
  registry, repository, tag: tag.tag, digest: tag.digest, pushed_at: tag.pushedAt, built_at: tag.builtAt, first_seen_at: tag.firstSeenAt, reported: tag.reported,
});
