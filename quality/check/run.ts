/**
 * Everything that must hold before a change lands and needs no running system: types, lint, import table, dead code,
 * drift of generated files. `npm run check`; `npm run check -- types lint` for some.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

interface Check { readonly name: string; readonly command: readonly string[]; readonly help: string }

const FOLDERS = ['core', 'cel', 'domains', 'pipeline', 'adapters', 'contract', 'apps', 'quality'].filter((folder) => existsSync(folder));
const CHECKS: readonly Check[] = [
  { name: 'types', command: ['tsc', '--noEmit', '-p', 'tsconfig.json'], help: 'fix the types' },
  { name: 'types (console)', command: ['tsc', '--noEmit', '-p', 'apps/console/tsconfig.json'], help: 'fix the types of the console' },
  { name: 'types (console tests)', command: ['tsc', '--noEmit', '-p', 'apps/console/tsconfig.test.json'], help: 'fix the types of the console tests' },
  { name: 'types (browser tests)', command: ['tsc', '--noEmit', '-p', 'quality/console/tsconfig.json'], help: 'fix the types of the browser tests' },
  { name: 'lint', command: ['biome', 'lint', '--error-on-warnings', ...FOLDERS], help: 'fix what biome names' },
  { name: 'imports', command: ['depcruise', ...FOLDERS, '--config', '.dependency-cruiser.cjs'], help: 'see the import table in ARCHITECTURE.md' },
  { name: 'dead code', command: ['knip', '--no-progress'], help: 'delete what nothing uses' },
  { name: 'drift', command: ['node', 'quality/check/drift.ts'], help: 'npm run check -- drift --write' },
];

const args = process.argv.slice(2);
const flags = args.filter((arg) => arg.startsWith('--'));
const wanted = args.filter((arg) => !arg.startsWith('--'));
const failed: string[] = [];
for (const check of CHECKS) {
  if (wanted.length > 0 && !wanted.includes(check.name.split(' ')[0]!) && !wanted.includes(check.name)) continue;
  const [program, ...rest] = check.command;
  const started = performance.now();
  const result = spawnSync(program!, check.name === 'drift' ? [...rest, ...flags] : rest, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const good = result.status === 0;
  console.log(`${good ? 'ok  ' : 'FAIL'} ${check.name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (good) continue;
  failed.push(check.name);
  console.log(`${result.stdout}${result.stderr}${result.error === undefined ? '' : `${result.error.message}\n`}`.split('\n').slice(0, 80).join('\n'));
  console.log(`  what to do: ${check.help}`);
}
console.log(failed.length === 0 ? 'all checks pass' : `failed: ${failed.join(', ')}`);
process.exit(failed.length === 0 ? 0 : 1);
