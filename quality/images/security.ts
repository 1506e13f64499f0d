/**
 * What Debian's security suite offers, by apt's own client, and what follows from it for a list of installed packages, by
 * dpkg's own comparison.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './run.ts';

const SUITE = 'bookworm-security';
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** The greatest version that the suite has of each source package. */
export type Offered = ReadonlyMap<string, string>;

/** Whether version `a` is lower than `b`, as dpkg says. */
async function lower(a: string, b: string): Promise<boolean> {
  return (await run('sh', ['-c', 'dpkg --compare-versions "$1" lt "$2" && echo yes || echo no', 'sh', a, b])).trim() === 'yes';
}

/** Where this machine gets the suite from; apt tells it only of lists that it has. */
async function addressOf(options: readonly string[]): Promise<string | undefined> {
  const found = await run('apt-get', ['indextargets', ...options, '--format', '$(REPO_URI)', 'Created-By: Packages', `Codename: ${SUITE}`]);
  return found.split('\n').find((line) => line !== '');
}

/** On a machine without lists: they are fetched aside. Other sources may fail. */
async function fetchedAddress(folder: string): Promise<string | undefined> {
  const lists = join(folder, 'machine');
  await mkdir(join(lists, 'partial'), { recursive: true });
  await run('apt-get', ['-o', `Dir::State::lists=${lists}`, 'update']);
  return addressOf(['-o', `Dir::State::lists=${lists}`]);
}

/**
 * Reads the suite's index with a state of its own: the machine's lists stay as they are.
 * @param folder keeps the index, so that the next time only what changed is fetched
 * @throws Error where this machine's apt has no such suite among its sources
 */
export async function offeredBySecurity(folder: string): Promise<Offered> {
  const source = await addressOf([]) ?? await fetchedAddress(folder);
  if (source === undefined) throw new Error(`apt has no ${SUITE} among its sources; add it to those of this machine`);
  await mkdir(join(folder, 'lists/partial'), { recursive: true });
  await mkdir(join(folder, 'cache/archives/partial'), { recursive: true });
  await writeFile(join(folder, 'sources.list'), `deb [signed-by=${KEYRING}] ${source} ${SUITE} main\n`);
  await writeFile(join(folder, 'status'), '');
  const settings = { 'Dir::Etc::sourcelist': 'sources.list', 'Dir::State::lists': 'lists', 'Dir::Cache': 'cache', 'Dir::State::status': 'status' };
  const options = ['-o', 'Dir::Etc::sourceparts=/dev/null', '-o', 'APT::Architectures=amd64', ...Object.entries(settings).flatMap(([name, path]) => ['-o', `${name}=${join(folder, path)}`])];
  await run('apt-get', [...options, '--error-on=any', 'update']);
  return newest(await run('apt-cache', [...options, 'dumpavail']));
}

/** A binary package names its source where that has another name or version: `Source: glibc (2.36-9)`. */
async function newest(text: string): Promise<Offered> {
  const offered = new Map<string, string>();
  for (const stanza of text.split('\n\n')) {
    const field = (name: string): string => new RegExp(`^${name}: (.+)$`, 'm').exec(stanza)?.[1] ?? '';
    if (field('Package') === '') continue;
    const [, source = field('Package'), version = field('Version')] = /^(\S+)(?: \((.+)\))?$/.exec(field('Source')) ?? [];
    const known = offered.get(source);
    if (known === undefined || (known !== version && await lower(known, version))) offered.set(source, version);
  }
  return offered;
}

/** One OSV record a source package, as one line each: everything below what is offered is affected. */
export const recordsOf = (offered: Offered): string => [...offered].map(([name, fixed]) => `${JSON.stringify({
  id: `SECURITY-${name}`, modified: '2024-01-01T00:00:00Z', summary: `${name} has a security update`,
  affected: [{ package: { ecosystem: 'Debian:12', name }, ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed }] }] }],
})}\n`).join('');

/**
 * Findings that must come of these records.
 * @param installed lines `package source version-of-the-source`
 * @returns lines `package record fixed`, sorted
 */
export async function expectedFindings(installed: readonly string[], offered: Offered): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const line of installed) {
    const [name, source, version] = line.split(' ') as [string, string, string], fixed = offered.get(source);
    if (fixed !== undefined && await lower(version, fixed)) lines.push(`${name} SECURITY-${source} ${fixed}`);
  }
  return lines.sort();
}
