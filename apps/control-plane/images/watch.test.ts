import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { importFiles } from '../../cli/advisories/store.ts';
import { digest, named, npm, TestImages, use } from '../../../pipeline/images/testing/images.ts';
import { type Watch, watchAdvisories } from './watch.ts';

let test: TestImages;
let watch: Watch | null;
const CART = named('shop/cart:1');
const database = (): string => join(test.dir, 'advisories.db');
const osv = (id: string, name: string, fixed: string): string => JSON.stringify({ id, modified: '2024-05-01T00:00:00Z', affected: [{ package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed }] }] }] });
const write = async (...records: string[]): Promise<void> => {
  const file = join(test.dir, 'osv.ndjson');
  writeFileSync(file, records.join('\n'));
  await importFiles(database(), [file], true);
};
const start = async (): Promise<void> => { watch = await watchAdvisories({ images: test.images, path: database(), vexFolder: join(test.dir, 'vex'), log: (level, message) => test.logged.push(`${level} ${message}`), lookMs: 20 }); };
const until = async (what: () => boolean): Promise<void> => { for (let i = 0; i < 500 && !what(); i++) await new Promise((resolve) => { setTimeout(resolve, 20); }); expect(what()).toBe(true); };
const ids = (): string[] => test.findings(digest(1)).map((text) => `${text.split(' ')[1]} ${text.split(' ').at(-1)}`);

beforeEach(async () => {
  watch = null;
  test = new TestImages();
  await test.open();
  test.put(named(`shop/cart@${digest(1)}`), { digest: digest(1), packages: [npm('left-pad', '1.3.0'), npm('right-pad', '1.0.0')] });
  test.uses.set('e1', [use(CART, { digest: digest(1) })]);
  await test.start();
});
afterEach(async () => { await watch?.stop(); await test.close(); });

it('takes a database into use when it appears or another takes its place', { timeout: 30_000 }, async () => {
  await start();
  expect([test.images.advisories.source, test.images.advisories.problem]).toEqual([null, null]);
  await write(osv('GHSA-1', 'left-pad', '1.3.1'));
  await until(() => ids().length === 1);
  await write(osv('GHSA-1', 'left-pad', '1.3.1'), osv('GHSA-2', 'right-pad', '2.0.0'));
  await until(() => ids().length === 2);
  await write(osv('GHSA-2', 'right-pad', '2.0.0'));
  await until(() => ids().join() === 'GHSA-2 affected');
  // Nothing is compared again after a restart with the same file.
  const at = test.images.advisories.matchedAt;
  await watch?.stop();
  test.at += 5000;
  await test.restart();
  await start();
  expect([test.images.advisories.matchedAt, ids()]).toEqual([at, ['GHSA-2 affected']]);
});

it('keeps the last good database in use where the new one is damaged, says so, and recovers', { timeout: 30_000 }, async () => {
  await write(osv('GHSA-1', 'left-pad', '1.3.1'));
  const good = readFileSync(database());
  await start();
  expect(ids()).toEqual(['GHSA-1 affected']);
  const bad = Buffer.from(good);
  bad[bad.length - 3] = (bad[bad.length - 3] ?? 0) ^ 0xff;
  writeFileSync(database(), bad);
  await until(() => test.images.advisories.problem !== null);
  expect(test.images.advisories.problem).toMatch(/advisories\.db: the section cold is damaged; import the advisories again$/);
  expect(ids()).toEqual(['GHSA-1 affected']);
  expect(test.logged.at(-1)).toMatch(/^warn advisories: .*; the ones before stay in use$/);
  rmSync(database());
  await until(() => test.images.advisories.problem?.endsWith('is gone; the advisories read before stay in use until the next start') === true);
  await write(osv('GHSA-2', 'right-pad', '2.0.0'));
  await until(() => test.images.advisories.problem === null && ids().join() === 'GHSA-2 affected');
});

it('says at the start that a database is damaged, and that nothing was compared', async () => {
  writeFileSync(database(), 'not a database');
  await start();
  expect(test.images.advisories.source).toBeNull();
  expect((await test.images.facts('e1')).verdict({ reference: CART, digest: digest(1), config: null }, use(CART).workload)).toMatchObject({ state: 'notAssessed', reason: expect.stringContaining('is no advisory database') });
});

it('does not keep anything from starting where something else lies in their place', async () => {
  mkdirSync(database());
  writeFileSync(join(test.dir, 'vex'), '');
  await start();
  expect(test.images.advisories.problem).toMatch(/advisories\.db: is not a file$/);
  await until(() => test.logged.some((line) => line.includes('ENOTDIR')));
  await new Promise((resolve) => { setTimeout(resolve, 100); });
  expect(test.logged.filter((line) => line.includes('ENOTDIR'))).toHaveLength(1);
});

it('applies statements of vendors from a folder, and takes them back with their file', { timeout: 30_000 }, async () => {
  await write(osv('GHSA-1', 'left-pad', '1.3.1'), osv('GHSA-2', 'right-pad', '2.0.0'));
  await start();
  mkdirSync(join(test.dir, 'vex'));
  const file = join(test.dir, 'vex', 'a.json');
  writeFileSync(file, JSON.stringify({ '@context': 'https://openvex.dev/ns/v0.2.0', statements: [{ vulnerability: { name: 'GHSA-1' }, products: [{ '@id': 'pkg:npm/left-pad' }], status: 'not_affected', justification: 'vulnerable_code_not_present' }] }));
  await until(() => ids().join() === 'GHSA-1 notAffected,GHSA-2 affected');
  writeFileSync(join(test.dir, 'vex', 'b.json'), '{');
  await until(() => test.logged.some((line) => line.includes('b.json: is not valid JSON')));
  expect(ids()).toContain('GHSA-1 notAffected');
  rmSync(file);
  await until(() => ids().join() === 'GHSA-1 affected,GHSA-2 affected');
});
