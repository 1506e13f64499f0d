/** One run of a program: wall time, processor time of all its processes and threads, peak memory. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

export interface Measured {
  /** Seconds. */
  readonly wall: number;
  /** Seconds of user and system time. */
  readonly cpu: number;
  /** MB (10^6 bytes): the largest VmHWM seen, of the program and what it started. */
  readonly peak: number;
  readonly output: string;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // The process has just ended.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return '';
    throw error;
  }
}

const childrenOf = (pid: number): number[] => read(`/proc/${pid}/task/${pid}/children`).split(' ').filter((each) => each !== '').map(Number);

/** Peaks of a tree of processes, added up. */
function peakOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024 + peakOf(childrenOf(pid)), 0);
}

/**
 * Runs a command line to its end. Bash counts the processor time, as it has that of processes that ended long ago.
 * @throws Error with the end of its messages where it fails
 */
export async function measure(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Measured> {
  const child = spawn('bash', ['-c', 'TIMEFORMAT=$\'\\n%R %U %S\'; time "$@"', 'bash', command, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const out: Buffer[] = [];
  let messages = '', peak = 0;
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => { messages = (messages + chunk.toString()).slice(-20_000); });
  const watch = setInterval(() => { peak = Math.max(peak, peakOf(childrenOf(child.pid!))); }, 5);
  const [code] = await once(child, 'close') as [number];
  clearInterval(watch);
  const [wall, user, system] = messages.trim().split('\n').at(-1)!.split(' ').map(Number);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${messages.slice(-2000)}`);
  return { wall: wall!, cpu: user! + system!, peak: peak / 1e6, output: Buffer.concat(out).toString('utf8') };
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
