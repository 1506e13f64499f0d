/** Which images run, and exemptions of findings. Column meanings: `adapters/storage/posture/tables.ts`. */
import { type Kysely, sql } from 'kysely';
import type { Dialect, NoTables } from '../database.ts';

export async function up(db: Kysely<NoTables>, dialect: Dialect): Promise<void> {
  await db.schema.createTable('image_uses')
    .addColumn('object', dialect === 'sqlite' ? 'integer' : 'bigint', (c) => c.primaryKey().references('objects.id').onDelete('cascade'))
    .addColumn('uses', 'text', (c) => c.notNull())
    .execute();
  for (const column of ['finding_vulnerability', 'finding_package', 'finding_image']) await db.schema.alterTable('exemptions').addColumn(column, 'text').execute();
  // Objects that are stored already are described anew, as after a change of the rules.
  await sql`update environments set assessed_generation = null`.execute(db);
}
