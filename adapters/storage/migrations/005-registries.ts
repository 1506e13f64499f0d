/** Connected registries, the tags that are known of them and what is still to be looked up. Column meanings: `core/ports/registries.ts`. */
import type { Kysely } from 'kysely';
import type { NoTables } from '../database.ts';

export async function up(db: Kysely<NoTables>): Promise<void> {
  const { schema } = db;
  await schema.createTable('registries')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull().unique())
    .addColumn('host', 'text', (c) => c.notNull().unique())
    .addColumn('username', 'text')
    .addColumn('password', 'text')
    .addColumn('plain_http', 'integer', (c) => c.notNull())
    .addColumn('filters', 'text', (c) => c.notNull())
    .addColumn('schedule_minutes', 'integer', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('reason', 'text')
    .addColumn('since', 'bigint', (c) => c.notNull())
    .addColumn('unread', 'text', (c) => c.notNull())
    .addColumn('repositories', 'integer', (c) => c.notNull())
    .addColumn('listing_since', 'bigint')
    .addColumn('last_sync_at', 'bigint')
    .addColumn('next_sync_at', 'bigint', (c) => c.notNull())
    .addColumn('last_notification_at', 'bigint')
    .addColumn('created_by', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();
  await schema.createTable('registry_repositories')
    .addColumn('registry', 'text', (c) => c.notNull().references('registries.id').onDelete('cascade'))
    .addColumn('repository', 'text', (c) => c.notNull())
    .addColumn('listed_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('registry_repositories_key', ['registry', 'repository'])
    .execute();
  await schema.createTable('registry_tags')
    .addColumn('registry', 'text', (c) => c.notNull().references('registries.id').onDelete('cascade'))
    .addColumn('repository', 'text', (c) => c.notNull())
    .addColumn('tag', 'text', (c) => c.notNull())
    .addColumn('digest', 'text', (c) => c.notNull())
    .addColumn('pushed_at', 'bigint')
    .addColumn('built_at', 'bigint')
    .addColumn('first_seen_at', 'bigint', (c) => c.notNull())
    .addColumn('reported', 'text')
    .addPrimaryKeyConstraint('registry_tags_key', ['registry', 'repository', 'tag'])
    .execute();
  // Deletions name digests.
  await schema.createIndex('registry_tags_by_digest').on('registry_tags').columns(['registry', 'repository', 'digest']).execute();
  await schema.createTable('registry_hints')
    .addColumn('registry', 'text', (c) => c.notNull().references('registries.id').onDelete('cascade'))
    .addColumn('repository', 'text', (c) => c.notNull())
    .addColumn('tag', 'text', (c) => c.notNull())
    .addColumn('pushed_at', 'bigint')
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('registry_hints_key', ['registry', 'repository', 'tag'])
    .execute();
  await schema.createIndex('registry_hints_by_age').on('registry_hints').columns(['registry', 'at']).execute();
}
