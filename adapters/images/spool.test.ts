import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ANALYZERS } from '#domains/inventory/analyzers/installed.ts';
import { zip } from '#domains/inventory/analyzers/testing/zip.ts';
import { readLayer } from './layer.ts';
import { Spool, SPOOLED_FROM } from './spool.ts';
import { type Member, tar } from './testing/tar.ts';

const folder = mkdtempSync(join(tmpdir(), 'breakwater-spool-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const pom = (name: string): { name: string; content: string } => ({ name: `META-INF/maven/shop/${name}/pom.properties`, content: `groupId=shop\nartifactId=${name}\nversion=1.2\n` });
const noise = randomBytes(SPOOLED_FROM).toString('latin1');

describe('a large archive', () => {
  const inner = Buffer.from(zip([pom('inner')])).toString('latin1');
  const whole = Buffer.from(zip([pom('cart'), { name: 'noise', content: noise }, { name: 'lib/inner.jar', content: inner }]));
  const script = { name: 'usr/bin/tool', mode: 0o755, content: 'x'.repeat(SPOOLED_FROM + 1) };
  const layerOf = (name: string, ...members: readonly Member[]): { path: string; offset: number; size: number } => {
    const bytes = tar(...members), path = join(folder, name);
    writeFileSync(path, bytes);
    return { path, offset: 0, size: bytes.length };
  };
  const found = async (range: { path: string; offset: number; size: number }, spool: Spool | null): Promise<unknown> => {
    const { results, notAssessed } = await readLayer({ range, digest: '', diffId: '' }, { analyzers: ANALYZERS, texts: [] }, { spool });
    return { packages: results['java-archive']?.packages.map((each) => `${each.name} ${each.version} ${each.locations[0]!.path}`), notAssessed: [...notAssessed, ...results['java-archive']?.notAssessed ?? []] };
  };

  it('gives the same from the disk as from memory, and leaves nothing behind', async () => {
    const range = layerOf('good.tar', { name: 'app/cart.jar', content: whole }, script, { name: 'app/again.jar', content: whole });
    const spool = new Spool(folder);
    const onDisk = await found(range, spool);
    spool.close();
    expect(onDisk).toEqual(await found(range, null));
    expect(onDisk).toMatchObject({ packages: expect.arrayContaining(['shop:cart 1.2 app/cart.jar', 'shop:inner 1.2 app/cart.jar!/lib/inner.jar', 'shop:cart 1.2 app/again.jar']), notAssessed: [] });
    expect(readdirSync(join(folder, 'unpacked'))).toEqual([]);
  });

  it('that is damaged is told of in the same words', async () => {
    for (const bytes of [whole.subarray(0, whole.length - 30), Buffer.concat([whole.subarray(0, 40), Buffer.alloc(SPOOLED_FROM), whole.subarray(40 + SPOOLED_FROM)])]) {
      const range = layerOf('bad.tar', { name: 'app/cart.jar', content: bytes });
      const spool = new Spool(folder);
      expect(await found(range, spool)).toEqual(await found(range, null));
      spool.close();
    }
  });
});

describe('Spool', () => {
  it('reads what was written, and begins anew', () => {
    const spool = new Spool(folder), bytes = randomBytes(300_000);
    for (const round of [1, 2]) {
      for (let at = 0; at < bytes.length; at += 70_000) spool.write(bytes.subarray(at, at + 70_000));
      expect(spool.length).toBe(bytes.length);
      expect(Buffer.from(spool.read(69_000 * round, 150_000)).equals(bytes.subarray(69_000 * round, 69_000 * round + 150_000))).toBe(true);
      expect(() => spool.read(bytes.length - 1, 2)).toThrow('ends after 300000 bytes');
      spool.clear();
    }
    spool.close();
  });
  it('says where it cannot write', () => {
    const file = join(folder, 'no-folder');
    writeFileSync(file, '');
    expect(() => new Spool(file).write(Buffer.from('x'))).toThrow(/^cannot be read: the cache at .*no-folder\/unpacked cannot be written: /);
  });
});
