/** kill -9 at random moments: what was acknowledged is there, what was read is not read again, and in the end all is read. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openDatabase } from '#adapters/storage/database.ts';
import { createImageStore } from '#adapters/storage/images/index.ts';

const IMAGES = 200, LIVES = 12;
const dir = mkdtempSync(join(tmpdir(), 'breakwater-kill-'));
afterAll(() => { rmSync(dir, { recursive: true, force: true }); });

/** Lines of one life; killed after some lines that it says. */
function live(lines: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'testing/kill-child.ts'), dir, String(IMAGES)], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '', err = '';
    child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString(); });
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out.split('\n').length > lines) child.kill('SIGKILL');
    });
    child.on('close', (code, signal) => { if (signal === 'SIGKILL' || code === 0) resolve(out.split('\n').slice(0, -1)); else reject(new Error(err)); });
  });
}

it('loses nothing that was acknowledged, and reads nothing twice that was', { timeout: 120_000 }, async () => {
  const seen = new Set<string>(), done = new Set<string>();
  let again: string[] = [], lives = 0;
  for (; lives < 100; lives++) {
    const lines = await live(lives < LIVES ? 5 + Math.floor(Math.random() * 80) : Number.POSITIVE_INFINITY);
    again = again.concat(lines.filter((line) => line.startsWith('read ') && done.has(line.slice(5))));
    for (const line of lines) {
      if (line.startsWith('seen ')) seen.add(line.slice(5));
      if (line.startsWith('done ')) done.add(line.slice(5));
    }
    const database = await openDatabase(dir);
    const { images, names, packages } = await createImageStore(database).load();
    await database.close();
    const tags = new Set(names.filter(({ registry }) => registry === 'r').map(({ name }) => name.slice(name.lastIndexOf(':') + 1)));
    const read = new Set(images.filter(({ state }) => state === 'assessed').map(({ digest }) => String(Number.parseInt(digest?.slice(-8) ?? '', 16))));
    expect([...seen].filter((n) => !tags.has(n))).toEqual([]);
    expect([...done].filter((n) => !read.has(n))).toEqual([]);
    expect(images).toHaveLength(tags.size);
    // Every package that an image holds is stored, once.
    const ids = new Set(packages.map(({ id }) => id));
    expect(images.flatMap(({ scan }) => [...scan?.contents ?? []]).filter((id) => !ids.has(id))).toEqual([]);
    expect(new Set(packages.map(({ name }) => name)).size).toBe(packages.length);
    if (lines.at(-1) === 'idle') break;
  }
  expect(lives).toBeGreaterThanOrEqual(2);
  expect([again, done.size]).toEqual([[], IMAGES]);
});
