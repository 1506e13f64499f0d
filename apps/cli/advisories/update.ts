/** `breakwater advisories update`: fetches what changed from the public buckets (or a mirror) and rebuilds the database. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { download } from '#adapters/advisories/download/index.ts';
import { ProblemError } from '#core/result.ts';
import { EXIT } from '../exit.ts';
import { Progress } from '../progress.ts';
import { printImported } from './import.ts';
import { status } from './status.ts';
import { databasePath, importFiles } from './store.ts';

/** https://google.github.io/osv.dev/data/#data-dumps: ECOSYSTEM/all.zip. */
export const DEFAULT_URL = 'https://osv-vulnerabilities.storage.googleapis.com';
export const DEFAULT_KEV = 'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json';
export const DEFAULT_EPSS = 'https://epss.empiricalsecurity.com/epss_scores-current.csv.gz';
/** What images commonly hold, and can be analysed. */
export const DEFAULT_ECOSYSTEMS = ['AlmaLinux', 'Alpine', 'Chainguard', 'crates.io', 'Debian', 'Go', 'Hex', 'Maven', 'npm', 'NuGet', 'openSUSE', 'Packagist', 'Pub', 'PyPI', 'Red Hat', 'Rocky Linux', 'RubyGems', 'SUSE', 'Ubuntu', 'Wolfi'];

const MAX_BYTES = 16 * 1024 * 1024 * 1024;
const ECOSYSTEM = /^[A-Za-z][A-Za-z0-9 ._-]{0,60}$/;

export interface UpdateOptions { readonly advisories?: string; readonly url?: string; readonly ecosystem?: readonly string[]; readonly kevUrl?: string; readonly epssUrl?: string; readonly format: string }

interface Wanted { readonly name: string; readonly url: string; readonly path: string }

/** Exit 2 where a file could not be had or read: the last good one of it stays in use. */
export async function update(options: UpdateOptions): Promise<number> {
  const path = databasePath(options.advisories), had = existsSync(path);
  const pending: Wanted[] = [];
  let failed = false;
  for (const file of wantedFiles(options, join(dirname(path), 'advisories-cache'))) {
    if (!await fetched(file)) failed = true;
    if (existsSync(file.path) && (!had || existsSync(marker(file)))) pending.push(file);
  }
  if (pending.length > 0) {
    const imported = await importFiles(path, pending.map((file) => file.path), false);
    await printImported(imported, options.format);
    const bad = new Set(imported.failed.map(({ file }) => file));
    for (const file of pending) {
      rmSync(marker(file), { force: true });
      // A damaged file is fetched again the next time.
      if (bad.has(file.path)) rmSync(`${file.path}.json`, { force: true });
    }
    failed ||= bad.size > 0;
  } else if (had) await status({ advisories: path, format: options.format });
  return failed ? EXIT.usage : EXIT.clean;
}

/** Stands beside a file that was fetched and is not yet in the database: nothing is forgotten when the program ends between. */
const marker = (file: Wanted): string => `${file.path}.pending`;

async function fetched(file: Wanted): Promise<boolean> {
  const progress = new Progress(`Fetching ${file.name}`), marked = existsSync(marker(file));
  try {
    mkdirSync(dirname(file.path), { recursive: true });
    writeFileSync(marker(file), '');
    const isNew = await download(file.url, file.path, { maxBytes: MAX_BYTES, progress: (bytes, total) => progress.update(Math.round(bytes / 1e6), Math.round(total / 1e6), 'MB') });
    if (!isNew && !marked) rmSync(marker(file));
    return true;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    if (!marked) rmSync(marker(file), { force: true });
    progress.end();
    process.stderr.write(`breakwater: ${file.name}: ${error.message}${existsSync(file.path) ? '; what was fetched before stays in use' : ''}\n`);
    return false;
  } finally {
    progress.end();
  }
}

function wantedFiles(options: UpdateOptions, cache: string): readonly Wanted[] {
  const base = address(options.url ?? DEFAULT_URL, '--url');
  const ecosystems = options.ecosystem ?? DEFAULT_ECOSYSTEMS, wrong = ecosystems.find((name) => !ECOSYSTEM.test(name));
  if (wrong !== undefined) throw new ProblemError('advisories.bad-ecosystem', `--ecosystem ${wrong}: is no ecosystem's name; give it as OSV does, without release, for example Debian or "Red Hat"`);
  const files: Wanted[] = ecosystems.map((name) => ({ name, url: `${base}/${encodeURIComponent(name)}/all.zip`, path: join(cache, `${name}.zip`) }));
  // A mirror that was chosen is the only place that is asked, unless others are named.
  const extra = (name: string, option: string | undefined, standard: string, file: string): void => {
    const url = option ?? (options.url === undefined ? standard : 'none');
    if (url !== 'none') files.push({ name, url: address(url, `--${name.toLowerCase()}-url`), path: join(cache, file) });
  };
  extra('KEV', options.kevUrl, DEFAULT_KEV, 'kev.json');
  extra('EPSS', options.epssUrl, DEFAULT_EPSS, 'epss.csv.gz');
  return files;
}

function address(url: string, option: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new ProblemError('advisories.bad-url', `${option} ${url}: is no http or https address`);
  return url.replace(/\/+$/, '');
}
