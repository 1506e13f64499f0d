/** A posture over a database of its own, for tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '#adapters/storage/database.ts';
import { createPostureStore } from '#adapters/storage/posture/index.ts';
import { openSealer } from '#adapters/storage/sealing.ts';
import type { Change } from '#core/ports/changes.ts';
import type { PostureStore } from '#core/ports/posture.ts';
import { fail, ok } from '#core/result.ts';
import type { KubeObject } from '#core/words.ts';
import { createChangeFeed, Posture, type PostureOptions } from '../index.ts';
import { FakeCluster } from './cluster.ts';
import { fakeEngine, type FakeEngine } from './engine.ts';

export interface TestPosture {
  readonly dir: string;
  posture: Posture;
  store: PostureStore;
  readonly engine: FakeEngine;
  readonly cluster: FakeCluster;
  readonly changes: Change[];
  readonly logged: string[];
  /** Milliseconds that the clock is ahead. */
  ahead: number;
  now(): number;
  /** Stops, and starts again over the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** JSON objects, one a line; a line that is no JSON is a problem. */
const parseLines: PostureOptions['parseManifest'] = function* parse(file, text) {
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const source = { file, document: i + 1, line: i + 1 };
    try {
      yield { object: JSON.parse(line) as KubeObject, source };
    } catch {
      yield { problem: 'not JSON', source };
    }
  }
};

export async function testPosture(options: Pick<PostureOptions, 'images' | 'exemptionsChanged'> = {}): Promise<TestPosture> {
  const dir = mkdtempSync(join(tmpdir(), 'breakwater-pipeline-'));
  const engine = fakeEngine();
  const cluster = new FakeCluster();
  const changes: Change[] = [];
  const logged: string[] = [];
  const open = async () => {
    const database = await openDatabase(dir);
    const store = createPostureStore(database, openSealer(dir, {}));
    const feed = createChangeFeed();
    feed.subscribe((change) => changes.push(change));
    const posture = new Posture({
      ...options, store, engine, feed, now: () => test.now(), log: (level, message) => logged.push(`${level} ${message}`), parseManifest: parseLines,
      openCluster: async ({ kubeconfig }) => (kubeconfig.startsWith('bad') ? fail('kubeconfig-invalid', 'the kubeconfig is bad') : ok(cluster)),
    });
    await posture.start();
    return { database, store, posture };
  };
  let current: Awaited<ReturnType<typeof open>>;
  const test: TestPosture = {
    dir, engine, cluster, changes, logged, ahead: 0,
    now: () => Date.now() + test.ahead,
    get posture() { return current.posture; }, get store() { return current.store; },
    restart: async () => { await current.posture.stop(); await current.database.close(); current = await open(); },
    close: async () => { await current.posture.stop(); await current.database.close(); rmSync(dir, { recursive: true, force: true }); },
  } as TestPosture;
  current = await open();
  return test;
}
