/** `breakwater policy test`: the twins of every policy folder. What is in `fail/` must be found, what is in `pass/` must not. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isProblem, parseManifestText } from '#adapters/manifests/index.ts';
import { type Fixture, testFixture } from '#domains/hardening/index.ts';
import { buildGraph } from '#domains/inventory/index.ts';
import { ProblemError } from '#core/result.ts';
import type { KubeObject } from '#core/words.ts';
import { EXIT } from '../exit.ts';
import { chosenFrom, openCatalog } from './catalog.ts';

const VERDICTS = ['pass', 'fail'] as const;
const OWN = fileURLToPath(new URL('../../../domains/hardening/', import.meta.url));

/** Exit code 1 when a fixture is not judged as its folder says, or a policy has no twins. */
export async function test(ids: readonly string[], options: { readonly policies?: string }): Promise<number> {
  const root = options.policies ?? OWN;
  const catalog = await openCatalog(options.policies);
  const policies = [...new Set(chosenFrom(catalog, ids, undefined).map(({ policy }) => policy))];
  const folders = policyFolders(root);
  let fixtures = 0;
  const failures: string[] = [];
  for (const policy of policies) {
    const folder = folders.get(policy.id);
    const files = folder === undefined ? [] : fixturesOf(folder);
    for (const verdict of VERDICTS) {
      const own = files.filter((file) => file.verdict === verdict);
      if (own.length === 0) failures.push(`${policy.id}: has no fixture in fixtures/${verdict}/`);
      for (const { path } of own) {
        fixtures++;
        const fixture = { ...read(path, verdict), file: relative(root, path) };
        for (const mistake of testFixture(policy, fixture, (objects, images) => buildGraph(objects, images === null ? {} : { images }))) failures.push(`${policy.id}: ${mistake}`);
      }
    }
  }
  for (const failure of failures) process.stdout.write(`FAIL ${failure}\n`);
  process.stdout.write(`${policies.length} policies, ${fixtures} fixtures: ${failures.length === 0 ? 'all as expected' : `${failures.length} failures`}\n`);
  return failures.length === 0 ? EXIT.clean : EXIT.findings;
}

function read(path: string, verdict: Fixture['expected']): Fixture {
  const objects: KubeObject[] = [];
  const text = readFileSync(path, 'utf8');
  for (const item of parseManifestText(path, text)) {
    if (isProblem(item)) throw new ProblemError('policy.fixture', `${path}: ${item.problem}`);
    objects.push(item.object);
  }
  return { file: path, expected: verdict, text, objects };
}

function policyFolders(root: string): ReadonlyMap<string, string> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => basename(file) === 'policy.yaml' && !file.includes('node_modules'));
  return new Map(files.map((file) => [basename(dirname(join(root, file))), dirname(join(root, file))]));
}

function fixturesOf(folder: string): readonly { readonly path: string; readonly verdict: 'pass' | 'fail' }[] {
  return VERDICTS.flatMap((verdict) => {
    const directory = join(folder, 'fixtures', verdict);
    try {
      return readdirSync(directory).sort().map((name) => ({ path: join(directory, name), verdict }));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  });
}
