/** `breakwater advisories import FILE...`: OSV records, CISA's KEV and EPSS scores into the database. Exit 2 where a file could not be read. */
import { EXIT } from '../exit.ts';
import { Output } from '../output.ts';
import { countsJson, countsLines } from './report.ts';
import { databasePath, type Imported, importFiles } from './store.ts';

export interface ImportOptions { readonly advisories?: string; readonly replace?: boolean; readonly format: string }

export async function importAdvisories(files: readonly string[], options: ImportOptions): Promise<number> {
  const imported = await importFiles(databasePath(options.advisories), files, options.replace ?? false);
  await printImported(imported, options.format);
  return imported.failed.length === 0 ? EXIT.clean : EXIT.usage;
}

export async function printImported({ counts, ...rest }: Imported, format: string): Promise<void> {
  const output = await Output.open(undefined);
  const number = (value: number): string => value.toLocaleString('en');
  await output.write(format === 'json' ? `${JSON.stringify({ ...rest, ...countsJson(counts) }, null, 2)}\n`
    : [`Database    ${rest.database}`, `Read        ${number(rest.read)} entries, ${number(rest.malformed)} malformed: ${number(rest.added)} advisories added, ${number(rest.changed)} changed, ${number(rest.removed)} removed`, ...countsLines(counts), ''].join('\n'));
  await output.finish();
}
