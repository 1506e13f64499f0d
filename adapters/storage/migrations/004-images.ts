/**
 * Images, their names, what scans found in them, and which vulnerabilities the packages have. A vulnerability is stored once
 * for a package (`image_packages`), however many images hold it; an image holds ids of packages (`contents`, pairs of
 * little-endian u32: package, seconds since 1970).
 */
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Dialect, NoTables } from '../database.ts';

export async function up(db: Kysely<NoTables>, dialect: Dialect): Promise<void> {
  const { schema } = db;
  const blob = dialect === 'sqlite' ? 'blob' : sql`bytea`;
  const id = dialect === 'sqlite' ? 'integer' : 'bigint';

  await schema.createTable('images')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('digest', 'text', (c) => c.unique())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('reason', 'text')
    .addColumn('since', 'bigint', (c) => c.notNull())
    .addColumn('retry_at', 'bigint')
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('first_seen_at', 'bigint', (c) => c.notNull())
    .addColumn('matched_at', 'bigint')
    .addColumn('scanned_at', 'bigint')
    .addColumn('tools', 'text')
    .addColumn('platform', 'text')
    .addColumn('operating_system', 'text')
    .addColumn('created_at', 'bigint')
    .addColumn('size', 'bigint')
    .addColumn('packages', 'integer')
    .addColumn('unread', 'integer')
    .addColumn('contents', blob)
    .execute();

  await schema.createTable('image_names')
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('registry', 'text', (c) => c.notNull())
    .addColumn('image', 'text', (c) => c.notNull().references('images.id').onDelete('cascade'))
    .addColumn('pushed_at', 'bigint')
    .addColumn('checked_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('image_names_pk', ['name', 'registry'])
    .execute();
  await schema.createIndex('image_names_image').on('image_names').column('image').execute();

  await schema.createTable('image_scans')
    .addColumn('image', 'text', (c) => c.primaryKey().references('images.id').onDelete('cascade'))
    .addColumn('detail', blob, (c) => c.notNull())
    .addColumn('places', blob, (c) => c.notNull())
    .execute();

  await schema.createTable('image_packages')
    .addColumn('id', id, (c) => c.primaryKey())
    .addColumn('ecosystem', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('version', 'text', (c) => c.notNull())
    .addColumn('source_name', 'text')
    .addColumn('source_version', 'text')
    .addColumn('purl', 'text', (c) => c.notNull())
    .addColumn('unjudged', 'text')
    .execute();

  const matches = schema.createTable('image_matches')
    .addColumn('package', 'bigint', (c) => c.notNull().references('image_packages.id').onDelete('cascade'))
    .addColumn('vulnerability', 'text', (c) => c.notNull())
    .addColumn('aliases', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('justification', 'text')
    .addColumn('severity', 'integer')
    .addColumn('score', 'double precision')
    .addColumn('kev', 'integer', (c) => c.notNull())
    .addColumn('epss', 'double precision')
    .addColumn('fixed', 'text')
    .addColumn('since', 'bigint', (c) => c.notNull())
    .addColumn('evidence', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('image_matches_pk', ['package', 'vulnerability']);
  await (dialect === 'sqlite' ? matches.modifyEnd(sql`without rowid`) : matches).execute();

  const events = schema.createTable('image_events');
  await (dialect === 'sqlite' ? events.addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement()) : events.addColumn('id', 'bigserial', (c) => c.primaryKey()))
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('image', 'text', (c) => c.notNull().references('images.id').onDelete('cascade'))
    .addColumn('cause', 'text', (c) => c.notNull())
    .addColumn('added', 'integer', (c) => c.notNull())
    .addColumn('resolved', 'integer', (c) => c.notNull())
    .addColumn('worst', 'integer')
    .addColumn('vulnerabilities', 'text', (c) => c.notNull())
    .addColumn('reason', 'text')
    .execute();
  await schema.createIndex('image_events_image').on('image_events').columns(['image', 'id']).execute();
  await schema.createIndex('image_events_at').on('image_events').columns(['at']).execute();

  await schema.createTable('image_settings')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('value', 'text', (c) => c.notNull())
    .execute();
}
