/** Which images run, and exemptions of findings. Column meanings: `adapters/storage/posture/tables.ts`. */
import { type Kysely, sql } from 'kysely';
import type { Dialect, NoTables } from '../database.ts';

export async function up(db: Kysely<NoTables>, dialect: Dialect): Promise<void> {
  const uses = db.schema.createTable('image_uses')
    .addColumn('object', 'bigint', (c) => c.notNull().references('objects.id').onDelete('cascade'))
    .addColumn('position', 'integer', (c) => c.notNull())
    .addColumn('container', 'text', (c) => c.notNull())
    .addColumn('reference', 'text', (c) => c.notNull())
    .addColumn('digest', 'text')
    .addColumn('config', 'text')
    .addPrimaryKeyConstraint('image_uses_pk', ['object', 'position']);
  await (dialect === 'sqlite' ? uses.modifyEnd(sql`without rowid`) : uses).execute();
  for (const column of ['finding_vulnerability', 'finding_package', 'finding_image']) await db.schema.alterTable('exemptions').addColumn(column, 'text').execute();
  // Objects that are stored already are described anew, as after a change of the rules.
  await sql`update environments set assessed_generation = null`.execute(db);
}
