/**
 * kill -9 of the control plane at random moments, while the objects of a cluster change and exemptions, assignments and
 * environments are written through the API. After each restart everything acknowledged must be there, once, and the
 * assessments must become those of the cluster.
 *
 * `node quality/faults/kill9.ts [--rounds 50]`; exit code 1 when anything was lost or is there twice.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Child, firstToken, startChild } from './kill9/child.ts';
import { ChangingCluster } from './kill9/cluster.ts';
import { Ledger } from './kill9/ledger.ts';

/** Longest time from a start to the kill. */
const LIFE_MS = 2_000;
/** Writers through the API at the same time. */
const WRITERS = 4;

export interface Outcome { readonly rounds: number; readonly acknowledged: number; readonly changes: number; readonly lost: string[]; readonly duplicates: string[]; readonly startMs: number[]; readonly convergeMs: number[] }

export async function killRounds(rounds: number, report: (line: string) => void = () => undefined): Promise<Outcome> {
  const dataDir = mkdtempSync(join(tmpdir(), 'breakwater-kill9-'));
  const cluster = await ChangingCluster.start();
  const ledger = new Ledger();
  const outcome = { rounds, acknowledged: 0, changes: 0, lost: [] as string[], duplicates: [] as string[], startMs: [] as number[], convergeMs: [] as number[] };
  let child: Child | null = null;
  try {
    child = await startChild(dataDir, undefined);
    const token = await firstToken(child);
    await child.kill();
    child = await startChild(dataDir, token);
    const { id } = await child.client.call('createEnvironment', { body: { kind: 'cluster', name: 'changing', kubeconfig: cluster.server.kubeconfig } });
    for (let round = 1; round <= rounds; round++) {
      await liveAndDie(child, cluster, ledger);
      child = await startChild(dataDir, token);
      outcome.startMs.push(child.startedInMs);
      const findings = await ledger.verify(child.client);
      const { ms, duplicates } = await cluster.converged(child.client, id, ledger.exemptPods());
      outcome.convergeMs.push(ms);
      outcome.lost.push(...findings.lost, ...findings.unexpected.map((what) => `${what} should not be there`));
      outcome.duplicates.push(...findings.duplicates, ...duplicates);
      report(`round ${round}: ${ledger.acknowledged} writes acknowledged so far, ready after ${Math.round(child.startedInMs)} ms, converged ${Math.round(ms)} ms later, lost ${outcome.lost.length}, duplicates ${outcome.duplicates.length}`);
    }
    return { ...outcome, acknowledged: ledger.acknowledged, changes: cluster.changes };
  } catch (error) {
    throw new Error(`${String(error)}\n${child?.errors() ?? ''}`, { cause: error });
  } finally {
    await child?.kill();
    await cluster.server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Everything at once, until the process is killed at a random moment. */
async function liveAndDie(child: Child, cluster: ChangingCluster, ledger: Ledger): Promise<void> {
  let alive = true;
  const changing = (async () => { while (alive) { cluster.change(); await new Promise((resolve) => setTimeout(resolve, 3)); } })();
  const writing = Array.from({ length: WRITERS }, async () => { while (alive) await ledger.write(child.client, [...cluster.pods.keys()]); });
  await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * LIFE_MS));
  await child.kill();
  alive = false;
  await Promise.all([changing, ...writing]);
}

if (import.meta.main) {
  const rounds = Number(parseArgs({ options: { rounds: { type: 'string', default: '50' } } }).values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds must be a number from 1 on');
  const began = performance.now();
  const o = await killRounds(rounds, (line) => console.log(line));
  const most = (times: readonly number[]): string => `${Math.round(Math.max(...times))} ms`;
  console.log(`${o.rounds} rounds in ${((performance.now() - began) / 1000).toFixed(0)} s: ${o.acknowledged} acknowledged writes, ${o.changes} changes in the cluster`);
  console.log(`ready after at most ${most(o.startMs)}, assessments and images right at most ${most(o.convergeMs)} later`);
  console.log(`lost: ${o.lost.length}${o.lost.length === 0 ? '' : ` (${o.lost.slice(0, 10).join('; ')})`}`);
  console.log(`duplicates: ${o.duplicates.length}${o.duplicates.length === 0 ? '' : ` (${o.duplicates.slice(0, 10).join('; ')})`}`);
  process.exitCode = o.lost.length + o.duplicates.length > 0 ? 1 : 0;
}
