/** The command line. Kept to what must run before anything else is loaded: the cache of compiled code. */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Halves the time to start. Where the directory cannot be written Node goes on without. Workers find it by the variable.
const folder = process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '../../node_modules/.cache/breakwater');
enableCompileCache(folder);
const { run } = await import('./program.ts');
process.exitCode = await run(process.argv.slice(2));
