/** Inventory, assessments, assignments, exemptions and history. Column meanings: `adapters/storage/posture/tables.ts`. */
import { type Kysely, sql } from 'kysely';
import type { Dialect, NoTables } from '../database.ts';

export async function up(db: Kysely<NoTables>, dialect: Dialect): Promise<void> {
  const blob = dialect === 'sqlite' ? sql`blob` : sql`bytea`;
  // In SQLite only a column of exactly this type is the row's own number and needs no second index.
  const id = dialect === 'sqlite' ? 'integer' : 'bigint';
  const { schema } = db;
  await schema.createTable('sequences').addColumn('name', 'text', (c) => c.primaryKey()).addColumn('value', 'bigint', (c) => c.notNull()).execute();
  await schema.createTable('settings').addColumn('name', 'text', (c) => c.primaryKey()).addColumn('value', 'text', (c) => c.notNull()).execute();

  await schema.createTable('environments')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull().unique())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('sample', 'integer', (c) => c.notNull())
    .addColumn('config', 'text')
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('reason', 'text')
    .addColumn('since', 'bigint', (c) => c.notNull())
    .addColumn('version', 'text')
    .addColumn('server', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('assessed_at', 'bigint')
    .addColumn('graph_assessed_at', 'bigint')
    .addColumn('assessed_generation', 'text')
    .execute();

  await schema.createTable('objects')
    .addColumn('id', id, (c) => c.primaryKey())
    .addColumn('environment', 'text', (c) => c.notNull().references('environments.id').onDelete('cascade'))
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('uid', 'text')
    .addColumn('api_version', 'text', (c) => c.notNull())
    .addColumn('api_group', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('namespace', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('stub', 'text')
    .addColumn('category', 'text', (c) => c.notNull())
    .addColumn('templated', 'integer', (c) => c.notNull())
    .addColumn('controller_uid', 'text')
    .addColumn('workload', 'text')
    .addColumn('images', 'text', (c) => c.notNull())
    .addColumn('source_file', 'text')
    .addColumn('source_document', 'integer')
    .addColumn('resource_version', 'text')
    .addColumn('unhealthy', 'integer', (c) => c.notNull())
    .addColumn('worst', 'integer')
    .addColumn('not_assessed', 'integer', (c) => c.notNull())
    .addColumn('healthy', 'integer', (c) => c.notNull())
    .addColumn('first_seen_at', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .addColumn('assessed_at', 'bigint')
    .execute();
  const index = async (name: string, table: string, columns: `${string}`[]): Promise<void> => schema.createIndex(name).on(table).columns(columns).execute();
  await schema.createIndex('objects_key').on('objects').columns(['environment', 'key']).unique().execute();
  await index('objects_order', 'objects', ['environment', 'id']);
  await index('objects_kind', 'objects', ['environment', 'api_group', 'kind']);
  await index('objects_namespace', 'objects', ['environment', 'namespace', 'category', 'stub']);
  await index('objects_uid', 'objects', ['environment', 'uid']);
  await index('objects_controller', 'objects', ['environment', 'controller_uid']);
  await index('objects_by_unhealthy', 'objects', ['unhealthy desc', 'name', 'id']);
  await index('objects_by_updated', 'objects', ['updated_at', 'id']);
  await index('objects_by_name', 'objects', ['name', 'id']);

  await schema.createTable('bodies')
    .addColumn('object', id, (c) => c.primaryKey().references('objects.id').onDelete('cascade'))
    .addColumn('encoding', 'text', (c) => c.notNull())
    .addColumn('body', blob, (c) => c.notNull())
    .execute();

  const assessments = schema.createTable('assessments')
    .addColumn('object', 'bigint', (c) => c.notNull().references('objects.id').onDelete('cascade'))
    .addColumn('policy', 'text', (c) => c.notNull())
    .addColumn('environment', 'text', (c) => c.notNull())
    .addColumn('origin', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('severity', 'integer', (c) => c.notNull())
    .addColumn('namespace', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('api_group', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('message', 'text', (c) => c.notNull())
    .addColumn('path', 'text')
    .addColumn('other_paths', 'text')
    .addColumn('since', 'bigint', (c) => c.notNull())
    .addColumn('exemption', 'text')
    .addColumn('exempt_until', 'bigint')
    .addPrimaryKeyConstraint('assessments_pk', ['object', 'policy']);
  await (dialect === 'sqlite' ? assessments.modifyEnd(sql`without rowid`) : assessments).execute();
  await schema.createIndex('assessments_list').on('assessments').columns(['policy', 'environment', 'status', 'namespace', 'name', 'object']).execute();
  await sql`create index assessments_graph on assessments (environment, object) where origin = 'graph'`.execute(db);
  await sql`create index assessments_since on assessments (policy, environment, since) where status = 'unhealthy'`.execute(db);
  await sql`create index assessments_exemption on assessments (exemption, object) where exemption is not null`.execute(db);

  await schema.createTable('counters')
    .addColumn('environment', 'text', (c) => c.notNull().references('environments.id').onDelete('cascade'))
    .addColumn('policy', 'text', (c) => c.notNull())
    .addColumn('namespace', 'text', (c) => c.notNull())
    .addColumn('api_group', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('exemption', 'text', (c) => c.notNull())
    .addColumn('count', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('counters_pk', ['environment', 'policy', 'namespace', 'api_group', 'kind', 'status', 'exemption'])
    .execute();

  await schema.createTable('kinds')
    .addColumn('environment', 'text', (c) => c.notNull().references('environments.id').onDelete('cascade'))
    .addColumn('api_group', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('reason', 'text')
    .addColumn('since', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('kinds_pk', ['environment', 'api_group', 'kind'])
    .execute();

  await schema.createTable('assignments')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('initiative', 'text', (c) => c.notNull())
    .addColumn('version', 'text')
    .addColumn('environment', 'text', (c) => c.references('environments.id').onDelete('cascade'))
    .addColumn('namespace', 'text')
    .addColumn('labels', 'text', (c) => c.notNull())
    .addColumn('effect', 'text', (c) => c.notNull())
    .addColumn('created_by', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .execute();

  await schema.createTable('exemptions')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('policy', 'text', (c) => c.notNull())
    .addColumn('environment', 'text')
    .addColumn('namespace', 'text')
    .addColumn('kind', 'text')
    .addColumn('name', 'text')
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('justification', 'text', (c) => c.notNull())
    .addColumn('owner', 'text', (c) => c.notNull())
    .addColumn('approver', 'text', (c) => c.notNull())
    .addColumn('created_by', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('revoked_at', 'bigint')
    .addColumn('swept', 'integer', (c) => c.notNull())
    .execute();
  await schema.createIndex('exemptions_due').on('exemptions').columns(['swept', 'expires_at']).execute();

  await schema.createTable('score_history')
    .addColumn('environment', 'text', (c) => c.notNull().references('environments.id').onDelete('cascade'))
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('score', 'double precision')
    .addColumn('unhealthy', 'bigint', (c) => c.notNull())
    .addColumn('detail', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('score_history_pk', ['environment', 'at'])
    .execute();
}
