/** Odd images (vuln/image-tars): empty, replaced files, links in circles, to nothing, in long chains. Each is read through the command line's own path. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Image } from '#core/ports/images.ts';
import { readEntries } from '#adapters/images/entries.ts';
import { openDockerArchive, openImage, openOciFolder } from '#adapters/images/index.ts';
import { readLayer } from '#adapters/images/layer.ts';
import { inspect } from '../../apps/cli/scan/inspect.ts';
import type { ConformanceResult } from './run.ts';

interface Row { readonly id: string; readonly input: readonly string[]; readonly expect: { readonly behaviour: string; readonly layers?: readonly (readonly (readonly [path: string, type: string, target: string])[])[] } }

export async function run(corpora: string): Promise<ConformanceResult> {
  const folder = join(corpora, 'vuln/image-tars');
  const rows = readFileSync(join(folder, 'index.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Row);
  const failed: { id: string; reason: string }[] = [];
  const cache = mkdtempSync(join(tmpdir(), 'breakwater-tars-'));
  try {
    for (const row of rows) {
      const reason = await judge(folder, row, cache).catch((error: unknown) => `failed: ${String(error)}`);
      if (reason !== null) failed.push({ id: row.id, reason });
    }
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
  return { name: 'image-tars', total: rows.length, passed: rows.length - failed.length, failed, notApplicable: [] };
}

async function judge(folder: string, { id, input, expect }: Row, cache: string): Promise<string | null> {
  const oci = id.startsWith('oci-layout/');
  const path = oci ? dirname(join(folder, input[0]!)) : join(folder, input[0]!);
  const image = oci ? await openImage(await openOciFolder(path), { platform: { os: 'linux', architecture: 'amd64' } }) : await openDockerArchive(path, cache);
  const wrong = expect.layers === undefined ? (image.layers.length > 0 ? null : 'the index gives no layers') : await wrongEntries(image, expect.layers);
  await image.close();
  if (wrong !== null) return wrong;
  const { packages, notAssessed } = await inspect({ kind: oci ? 'oci-dir' : 'docker-archive', value: path }, { cache, platform: 'linux/amd64', warn: () => undefined });
  if (packages.length > 0) return `found ${packages.length} packages`;
  const circles = notAssessed.filter(({ reason }) => reason.includes('circle')).map((each) => each.path);
  if (id.endsWith('/symlink-cycle') !== circles.length > 0) return `links in circles: ${circles.join(', ') || 'none'}`;
  const spoiled = notAssessed.find(({ reason }) => reason.startsWith('the layer'));
  if (spoiled !== undefined && !oci) return `a layer could not be read: ${spoiled.reason}`;
  const left = existsSync(join(cache, 'unpacked')) ? readdirSync(join(cache, 'unpacked')) : [];
  return left.length === 0 ? null : `temporary files are left behind: ${left.join(', ')}`;
}

async function wrongEntries(image: Image, expected: NonNullable<Row['expect']['layers']>): Promise<string | null> {
  if (image.layers.length !== expected.length) return `${image.layers.length} layers, expected ${expected.length}`;
  for (const [index, layer] of image.layers.entries()) {
    const contents = await readLayer({ range: await layer.open(), digest: layer.digest, diffId: layer.diffId }, { analyzers: [], texts: [] });
    const mine = [...readEntries(contents.entries)].map(({ kind, path, target }) => `${path} ${kind} ${target}`).sort().join('\n');
    const wanted = expected[index]!.map(([path, type, target]) => `${path} ${type === '5' ? 'd' : type === '2' ? 's' : 'f'} ${target}`).sort().join('\n');
    if (mine !== wanted || contents.notAssessed.length > 0) return `layer ${index + 1} holds ${JSON.stringify(mine)}, expected ${JSON.stringify(wanted)}; ${contents.notAssessed.map(({ reason }) => reason).join('; ')}`;
  }
  return null;
}
