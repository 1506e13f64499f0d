/** Runs the tools that build images, out of the way of other work. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are no failure. */
  readonly accept?: readonly number[];
}

/** What the command wrote to standard output. @throws Error one line: which command, its exit code, the end of what it said */
export async function run(command: string, args: readonly string[], { cwd, env, accept = [] }: RunOptions = {}): Promise<string> {
  try {
    const { stdout } = await execute('nice', ['-n', '10', command, ...args], {
      encoding: 'utf8', maxBuffer: 256 * 1024 * 1024, ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, LC_ALL: 'C.UTF-8', SOURCE_DATE_EPOCH: String(EPOCH), ...env },
    });
    return stdout;
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { readonly code?: number | string; readonly stdout?: string; readonly stderr?: string };
    if (typeof code === 'number' && accept.includes(code)) return stdout;
    const missing = code === 127 ? ': the command is not installed (see system_packages in .ci/run)' : '';
    throw new Error(`${command} ${args.slice(0, 3).join(' ')} ended with code ${code}${missing}: ${(stderr || stdout).trim().slice(-2000)}`, { cause: error });
  }
}

/** The moment that everything built is from: 2024-01-01. */
export const EPOCH = 1_704_067_200;
