/** Runs the command line, and says on standard error how much memory it took (in KiB). For tests, in a process of its own. */
import { run } from '../../../apps/cli/program.ts';

process.exitCode = await run(process.argv.slice(2));
process.stderr.write(`peak ${process.resourceUsage().maxRSS}\n`);
