import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import { createPostureStore } from './posture/index.ts';
import { environment, postureSuite } from './posture.suite.ts';
import { openSealer, sealer } from './sealing.ts';

const made: string[] = [];
const directory = (): string => { const dir = mkdtempSync(join(tmpdir(), 'breakwater-posture-')); made.push(dir); return dir; };
afterAll(() => { for (const dir of made) rmSync(dir, { recursive: true, force: true }); });

for (const [name, heavyFrom] of [['SQLite', undefined], ['SQLite with long queries in a thread', 0]] as const) {
  postureSuite(name, async () => {
    const dir = directory();
    const database = await openDatabase(dir, heavyFrom === undefined ? {} : { heavyFrom });
    return { store: createPostureStore(database, openSealer(dir, {})), close: () => database.close() };
  });
}

describe('credentials at rest', () => {
  it('are not in the database in clear, and need the key of the data directory', async () => {
    const dir = directory();
    const database = await openDatabase(dir);
    await createPostureStore(database, openSealer(dir, {})).createEnvironment(environment('a'), 'a-very-secret-kubeconfig');
    await database.close();
    expect(readFileSync(join(dir, 'breakwater.db')).includes('a-very-secret-kubeconfig')).toBe(false);
    expect(statSync(join(dir, 'key')).mode & 0o777).toBe(0o600);
    writeFileSync(join(dir, 'key'), `${'00'.repeat(32)}\n`);
    const again = await openDatabase(dir);
    await expect(createPostureStore(again, openSealer(dir, {})).environmentConfig('a')).rejects.toThrow('stored credentials cannot be opened with this key');
    await again.close();
  });
  it('open only where they belong, and not after a change', () => {
    const one = sealer(Buffer.alloc(32, 1));
    const sealed = one.seal('text', 'a');
    expect(one.open(sealed, 'a')).toBe('text');
    expect(() => one.open(sealed, 'b')).toThrow('cannot be opened');
    expect(() => one.open(`${sealed.slice(0, -6)}AAAA==`, 'a')).toThrow('cannot be opened');
    expect(() => one.open('v9:x', 'a')).toThrow('does not know');
    expect(one.seal('text', 'a')).not.toBe(sealed);
  });
  it('take the key from BREAKWATER_KEY, which must be 32 bytes', () => {
    const dir = directory();
    expect(openSealer(dir, { BREAKWATER_KEY: 'ab'.repeat(32) }).open(sealer(Buffer.alloc(32, 0xab)).seal('x', 'c'), 'c')).toBe('x');
    expect(() => openSealer(dir, { BREAKWATER_KEY: 'short' })).toThrow('BREAKWATER_KEY must be 32 bytes');
  });
});
