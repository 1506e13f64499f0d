/** `breakwater advisories status`: what the database holds and how old it is. */
import { EXIT } from '../exit.ts';
import { Output } from '../output.ts';
import { age, countsJson, countsLines } from './report.ts';
import { databasePath, openAdvisories } from './store.ts';

export interface StatusOptions { readonly advisories?: string; readonly format: string }

export async function status(options: StatusOptions, now: () => number = Date.now): Promise<number> {
  const opened = openAdvisories(databasePath(options.advisories));
  try {
    const { counts } = opened.database, seconds = Math.floor(now() / 1000);
    const newest = counts.newest === 0 ? null : Math.max(0, seconds - counts.newest), written = Math.max(0, seconds - opened.written);
    const output = await Output.open(undefined);
    await output.write(options.format === 'json'
      ? `${JSON.stringify({ database: opened.path, bytes: opened.size, written: new Date(opened.written * 1000).toISOString(), writtenAgeSeconds: written, newestAgeSeconds: newest, ...countsJson(counts) }, null, 2)}\n`
      : [`Database    ${opened.path} (${(opened.size / 1e6).toFixed(1)} MB)`, `Written     ${age(written)} ago`, `Age         ${newest === null ? 'not known' : `newest record ${age(newest)} old`}`, ...countsLines(counts), ''].join('\n'));
    await output.finish();
    return EXIT.clean;
  } finally {
    opened.close();
  }
}
