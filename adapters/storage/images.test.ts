import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from './database.ts';
import { createImageStore } from './images/index.ts';
import { imageSuite } from './images.suite.ts';

imageSuite('SQLite', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'breakwater-images-'));
  let database = await openDatabase(dir);
  return {
    store: createImageStore(database),
    reopen: async () => { await database.close(); database = await openDatabase(dir); return createImageStore(database); },
    close: async () => { await database.close(); rmSync(dir, { recursive: true, force: true }); },
  };
});
