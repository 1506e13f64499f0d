/** What bounds memory over several layers: the gate between workers, and the room that all layers share. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { Gate, release } from './gate.ts';
import { Room, WHOLE } from './room.ts';

describe('the gate', () => {
  const make = (): Int32Array => new Int32Array(new SharedArrayBuffer(4));

  it('is left after a large file, but kept to the end where much is held', () => {
    const owner = make();
    const gate = new Gate(owner, 7);
    gate.enter();
    gate.enter();
    expect([owner[0], gate.heavy]).toEqual([7, false]);
    gate.leave();
    expect(owner[0]).toBe(0);
    gate.enter(true);
    gate.leave();
    expect([owner[0], gate.heavy]).toEqual([7, true]);
    gate.end();
    expect([owner[0], gate.heavy]).toEqual([0, false]);
    gate.leave();
    expect(owner[0]).toBe(0);
  });

  it('lets the next worker in when the one inside is done, or gone', async () => {
    const owner = make();
    const first = new Gate(owner, 1);
    first.enter();
    const code = `import { parentPort, workerData } from 'node:worker_threads';
      import { Gate } from ${JSON.stringify(new URL('./gate.ts', import.meta.url).href)};
      parentPort.postMessage('waits'); new Gate(workerData, 2).enter(true); parentPort.postMessage('inside'); setInterval(() => {}, 1000);`;
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), { workerData: owner });
    expect(await once(worker, 'message')).toEqual(['waits']);
    const inside = once(worker, 'message');
    await new Promise((resolve) => { setTimeout(resolve, 50); });
    expect(owner[0]).toBe(1);
    first.leave();
    expect(await inside).toEqual(['inside']);
    expect(owner[0]).toBe(2);
    await worker.terminate();
    release(owner, 2);
    expect(owner[0]).toBe(0);
  });

  it('does not let go what is of another worker', () => {
    const owner = make();
    new Gate(owner, 3).enter();
    release(owner, 4);
    expect(owner[0]).toBe(3);
  });
});

describe('the room', () => {
  const packages = (count: number) => ({ packages: Array.from({ length: count }, (_, index) => ({ name: `p${index}`, version: '1', ecosystem: 'npm', purl: '', analyzer: 'a', locations: [] })), notAssessed: [] });

  it('takes all of a result or nothing', () => {
    const room = new Room({ names: 10, packages: 3, owned: 5 });
    room.takeResult(packages(2));
    expect(() => room.takeResult(packages(2))).toThrow(/^holds more packages than the 50,000 that are read of an image; what follows was not read$/);
    expect(room.left.packages).toBe(1);
    room.takeResult({ ...packages(1), ownedFiles: ['abc', 'de'] });
    expect(() => room.takeResult({ ...packages(0), ownedFiles: ['f'] })).toThrow(/^has packages with more files than/);
    room.takeNames(10);
    expect(() => room.takeNames(1)).toThrow(/^names more files than/);
    expect(room.left).toEqual({ names: 0, packages: 0, owned: 0 });
  });

  it('is that of a whole image to begin with', () => { expect(new Room().left).toEqual(WHOLE); });
});
