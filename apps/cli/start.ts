/** `npm start`: builds the console where it is missing or older than its sources, then `breakwater up` with the same options. */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const BUILT = join(ROOT, 'apps/console/dist/index.html');
/** What the built console is made of. */
const SOURCES = ['apps/console/src', 'apps/console/public', 'apps/console/index.html', 'apps/console/vite.config.ts', 'apps/console/package.json', 'contract', 'core'];

/** Time of the newest file, in milliseconds; 0 where there is none. */
function newest(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function buildConsole(): boolean {
  const built = newest(BUILT);
  if (built > 0 && built >= Math.max(...SOURCES.map((path) => newest(join(ROOT, path))))) return true;
  process.stderr.write(`breakwater: building the console (${built === 0 ? 'first start' : 'its sources have changed'}), about half a minute ...\n`);
  const started = performance.now();
  const npm = process.env['npm_execpath'];
  const [command, args] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const result = spawnSync(command, [...args, 'run', 'build', '--workspace', 'apps/console'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}\nbreakwater: the console could not be built${result.error === undefined ? '' : `: ${result.error.message}`}. Is npm ci done? The build alone: npm run build -w apps/console\n`);
    return false;
  }
  process.stderr.write(`breakwater: console built in ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  return true;
}

if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(`breakwater: Node ${process.version} is too old. Start it with: npm start (uses the Node 24 that npm ci brought)\n`);
  process.exitCode = 2;
} else if (!buildConsole()) process.exitCode = 2;
else {
  process.argv.splice(2, 0, 'up');
  await import('./main.ts');
}
