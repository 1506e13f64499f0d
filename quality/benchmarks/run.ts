/**
 * Runs benchmarks: `npm run bench`, or `npm run bench -- assess cel`. Each file of this folder exports `run`, checks
 * that its answer is right before it prints a speed, and throws where it is not.
 */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const names = readdirSync(here).filter((file) => file.endsWith('.ts') && file !== 'run.ts').map((file) => file.slice(0, -3)).sort();
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`no benchmark named ${unknown.join(', ')}; there are: ${names.join(', ')}`);
  process.exit(2);
}
for (const name of names.filter((each) => wanted.length === 0 || wanted.includes(each))) {
  console.log(`== ${name}`);
  const module = await import(pathToFileURL(join(here, `${name}.ts`)).href) as { run?: () => Promise<void> };
  if (module.run === undefined) throw new Error(`quality/benchmarks/${name}.ts exports no run()`);
  await module.run();
}
