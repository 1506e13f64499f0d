/**
 * `breakwater assess` as a user runs it: 2,000 manifests in 2,000 files (goal: 1.6 s on two cores, start-up included),
 * and a JSON list of 100,000 objects (goal: 25 s, 600 MB). Both twice: the results must be equal to the byte, and the
 * counts must be those that the generator knows.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { mixedObject } from './mixed-objects.ts';

const ROOT = join(import.meta.dirname, '../..');
const MANIFESTS = 2_000;
const LISTED = 100_000;

interface Run { readonly seconds: number; readonly peakMegabytes: number; readonly digest: string; readonly bytes: number; readonly summary: { readonly objects: number; readonly notAssessed: number } }

export async function run(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'breakwater-bench-'));
  try {
    const manifests = join(directory, 'manifests');
    writeManifests(manifests);
    await measure(`assess of ${MANIFESTS.toLocaleString('en')} manifests, one file each`, manifests, MANIFESTS, 'goal 1.6 s');
    const list = join(directory, 'list.json');
    await writeList(list);
    await measure(`assess of a JSON list of ${LISTED.toLocaleString('en')} objects`, list, LISTED, 'goal 25 s, 600 MB');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measure(name: string, path: string, objects: number, goal: string): Promise<void> {
  const runs = [await assess(path), await assess(path), await assess(path)] as const;
  const [first] = runs;
  if (runs.some(({ digest }) => digest !== first.digest)) throw new Error(`${name}: two runs give different results`);
  if (first.summary.objects !== objects || first.summary.notAssessed !== 0) throw new Error(`${name}: ${first.summary.objects} objects and ${first.summary.notAssessed} not assessed, expected ${objects} and 0`);
  const best = Math.min(...runs.map(({ seconds }) => seconds));
  const peak = Math.max(...runs.map(({ peakMegabytes }) => peakMegabytes));
  console.log(`${name}: ${runs.map(({ seconds }) => seconds.toFixed(2)).join(', ')} s (best ${best.toFixed(2)} s), peak ${peak.toFixed(0)} MB, ${(first.bytes / 1e6).toFixed(0)} MB of JSON; equal results (${goal})`);
}

/** One process, its peak memory as the kernel counts it (VmHWM), and the digest of what it printed. */
async function assess(path: string): Promise<Run> {
  const started = performance.now();
  const child = spawn(join(ROOT, 'breakwater'), ['assess', path, '--format', 'json'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let peak = 0;
  const watch = setInterval(() => { peak = Math.max(peak, peakOf(child.pid!)); }, 20);
  const hash = createHash('sha256');
  let bytes = 0, tail = '';
  child.stdout.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    bytes += chunk.length;
    tail = (tail + chunk.toString('latin1')).slice(-4096);
  });
  const [code] = await once(child, 'close') as [number];
  clearInterval(watch);
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`breakwater assess ended with ${code}`);
  const summary = JSON.parse(tail.slice(tail.lastIndexOf('"summary":') + '"summary":'.length, tail.lastIndexOf('}'))) as Run['summary'];
  return { seconds, peakMegabytes: peak, digest: hash.digest('hex'), bytes, summary };
}

/** 0 where the kernel does not say (not Linux, or the process has just ended). */
function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1000;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return 0;
    throw error;
  }
}

function writeManifests(directory: string): void {
  for (let i = 0; i < MANIFESTS; i++) {
    const folder = join(directory, `team-${i % 20}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `manifest-${i}.yaml`), dump(mixedObject(i)));
  }
}

async function writeList(path: string): Promise<void> {
  const stream = createWriteStream(path);
  stream.write('{"apiVersion":"v1","items":[\n');
  for (let i = 0; i < LISTED; i++) {
    if (!stream.write(`${i === 0 ? '' : ',\n'}${JSON.stringify(mixedObject(i), null, 1)}`)) await once(stream, 'drain');
  }
  stream.end('\n],"kind":"List","metadata":{"resourceVersion":""}}\n');
  await once(stream, 'finish');
}
