/**
 * A process that takes images in and reads them, to be killed: `node kill-child.ts FOLDER IMAGES`. On standard output a line
 * for what it promised: `seen N` when a batch is taken in, `read N` when the layers of an image are read, `done N` when its
 * scan is on disk, `idle` at the end.
 */
import { openDatabase } from '#adapters/storage/database.ts';
import { createImageStore } from '#adapters/storage/images/index.ts';
import { createChangeFeed, Images } from '../../index.ts';
import { digest, HOST, named, npm } from './images.ts';

const [folder = '', count = '0'] = process.argv.slice(2);
const say = (line: string): void => { process.stdout.write(`${line}\n`); };
const numberOf = (text: string | null | undefined): number => Number.parseInt(text?.slice(-8) ?? '', 16);

const database = await openDatabase(folder), feed = createChangeFeed();
const images = await Images.open({
  store: createImageStore(database), feed, tools: 'one', concurrency: 2, access: { accessFor: async (host) => (host === HOST ? { id: 'r', name: 'r', credentials: null, plainHttp: false } : null) },
  scan: async ({ reference }) => {
    const number = numberOf(reference);
    say(`read ${number}`);
    await new Promise((resolve) => { setTimeout(resolve, 5); });
    return { digest: digest(number), inspection: { artifact: { kind: 'image', name: reference, digest: digest(number), operatingSystem: null, layers: [] }, packages: [npm(`p${number}`, '1'), npm('shared', '1')], notAssessed: [], ownedBySystem: 0 } };
  },
  uses: async () => [], environments: async () => [], exemptions: async () => [], changed: () => undefined,
});
const told = new Set<number>();
const tell = (): void => {
  for (const { record } of images.model.images.values()) {
    const number = numberOf(record.digest);
    if (record.state === 'assessed' && !told.has(number)) { told.add(number); say(`done ${number}`); }
  }
};
feed.subscribe(tell);
await images.start();
for (let from = 1; from <= Number(count); from += 10) {
  const some = Array.from({ length: Math.min(10, Number(count) - from + 1) }, (_, i) => from + i).filter((n) => images.model.find(digest(n)) === undefined);
  await images.intake.seen(some.map((n) => ({ registry: 'r', reference: named(`x:${n}`), digest: digest(n), pushedAt: n })));
  for (const n of some) say(`seen ${n}`);
}
await images.idle();
tell();
say('idle');
await images.stop();
await database.close();
