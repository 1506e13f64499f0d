/**
 * `breakwater scan` side by side with trivy and grype on one large, ordinary image (Debian, Python, Node, a JRE, a Node
 * application and a Java application) and the same vulnerabilities. First what they find, then wall time, processor
 * time and memory, run by turns, cold and warm; and what cannot be beaten: unpacking and hashing the layers.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { crc32, sha256, writeDatabaseFile } from '#adapters/advisories/database/index.ts';
import { buildDatabase, verifyDatabase } from '#domains/vulnerabilities/index.ts';
import { buildPeers } from '#quality/peers/build.ts';
import { ensureDatabases } from '#quality/peers/databases.ts';
import { ensureImage } from '#quality/peers/image.ts';
import { compareFindings } from './scan-peers/findings.ts';
import { type Measured, median } from './scan-peers/measure.ts';
import { comparePackages, filesOfDebian } from './scan-peers/packages.ts';
import { osvLine, recordsFor } from './scan-peers/records.ts';
import { ours, peer, type Scanner } from './scan-peers/scanners.ts';

const RUNS = 3, ADVISORIES = 24_000;
const GOALS = { wall: 0.35, cpu: 0.45, peak: 0.8, warm: 0.25 };
const tools = { sha256, crc32 };

export async function run(): Promise<void> {
  const log = (line: string): void => console.log(line);
  const image = await ensureImage(log);
  log(`image: ${image.layers.length} layers, ${(image.packedBytes / 1e6).toFixed(0)} MB packed, ${(image.bytes / 1e6).toFixed(0)} MB unpacked`);
  const { built, failed } = await buildPeers(log);
  for (const each of failed) log(`not compared with: ${each}`);
  const folder = await mkdtemp(join(tmpdir(), 'breakwater-bench-'));
  try {
    const records = recordsFor((await ours(image.file, folder, null).run(true)).output, ADVISORIES), database = join(folder, 'advisories.db');
    writeDatabaseFile(database, await buildDatabase({ previous: null, advisories: records }, tools), (file) => verifyDatabase(file, tools));
    const us = ours(image.file, folder, database), databases = await ensureDatabases(records.map(osvLine), log);
    const peers: Scanner[] = [];
    for (const each of built) peers.push(await peer(each, image.file, folder, databases));
    await compare(us, peers, await filesOfDebian(image.layers), log);
    const results = await times([us, ...peers.filter(({ tells }) => tells.includes('findings'))]);
    await unpackAlone(image.layers, log);
    report(us.name, results, log);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Once each, which also fills the caches of files and of compiled code. */
async function compare(us: Scanner, peers: readonly Scanner[], debian: ReadonlySet<string>, log: (line: string) => void): Promise<void> {
  const { output } = await us.run(true);
  if ((await us.run(false)).output.replaceAll(/"timestamp": ?"[^"]*"|urn:uuid:[0-9a-f-]+/g, '') !== output.replaceAll(/"timestamp": ?"[^"]*"|urn:uuid:[0-9a-f-]+/g, '')) throw new Error('a cold and a warm scan give different results');
  for (const other of peers) {
    const theirs = (await other.run(true)).output;
    if (other.tells.includes('packages')) for (const line of comparePackages(us.name, output, other.name, theirs, debian)) log(line);
    if (other.tells.includes('findings')) for (const line of compareFindings(us.name, output, other.name, theirs, debian)) log(line);
  }
}

type Medians = Readonly<Record<'wall' | 'cpu' | 'peak' | 'warm', number>>;

/** By turns, so that what else the machine does meets all of them. */
async function times(scanners: readonly Scanner[]): Promise<ReadonlyMap<string, Medians>> {
  const cold = new Map<string, Measured[]>(), warm = new Map<string, Measured[]>();
  for (let turn = 0; turn < RUNS; turn++) {
    for (const scanner of scanners) {
      cold.set(scanner.name, [...cold.get(scanner.name) ?? [], await scanner.run(true)]);
      if (scanner.keeps) warm.set(scanner.name, [...warm.get(scanner.name) ?? [], await scanner.run(false)]);
    }
  }
  return new Map(scanners.map(({ name }) => {
    const of = (what: 'wall' | 'cpu' | 'peak'): number => median(cold.get(name)!.map((each) => each[what]));
    return [name, { wall: of('wall'), cpu: of('cpu'), peak: of('peak'), warm: median((warm.get(name) ?? cold.get(name)!).map(({ wall }) => wall)) }];
  }));
}

function report(us: string, results: ReadonlyMap<string, Medians>, log: (line: string) => void): void {
  for (const [name, { wall, cpu, peak, warm }] of results) log(`${name.padEnd(16)} wall ${wall.toFixed(2)} s, processor ${cpu.toFixed(2)} s, peak ${peak.toFixed(0)} MB, warm ${warm.toFixed(2)} s`);
  const mine = results.get(us)!, others = [...results].filter(([name]) => name !== us).map(([, medians]) => medians);
  if (others.length === 0) return;
  // Most peers keep nothing: their second run is like the first.
  log(`warm  ${(mine.warm / Math.min(...others.map(({ wall }) => wall))).toFixed(2)} of the better peer's first run`);
  for (const [what, goal] of Object.entries(GOALS) as [keyof Medians, number][]) {
    const share = mine[what] / Math.min(...others.map((each) => each[what]));
    log(`${what.padEnd(5)} ${share.toFixed(2)} of the better peer, goal ${goal}: ${share <= goal ? 'reached' : 'not reached'}`);
  }
}

/** On one core, in this process. */
async function unpackAlone(layers: readonly string[], log: (line: string) => void): Promise<void> {
  const started = performance.now();
  let hashing = 0;
  for (const layer of layers) {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(layer, { highWaterMark: 1024 * 1024 }).pipe(createGunzip({ chunkSize: 1024 * 1024 }))) {
      const before = performance.now();
      hash.update(chunk as Buffer);
      hashing += performance.now() - before;
    }
  }
  const seconds = (performance.now() - started) / 1000;
  log(`limit: unpacking and hashing the layers alone takes ${seconds.toFixed(2)} s on one core, ${(hashing / 1000).toFixed(2)} s of it hashing`);
}
