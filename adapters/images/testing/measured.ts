/** Runs the command line, and says on standard error how much memory it took (in KiB). For tests, in a process of its own. */
import { readFileSync } from 'node:fs';
import { run } from '../../../apps/cli/program.ts';

process.exitCode = await run(process.argv.slice(2));
// VmHWM is of this program alone; getrusage(2) also counts what the parent held when it forked.
process.stderr.write(`peak ${/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]}\n`);
