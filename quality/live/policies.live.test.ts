/** Our policies, and our engine, against the engine of a real API server. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadAll } from 'js-yaml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadContent } from '#adapters/content/index.ts';
import type { KubeObject } from '#core/words.ts';
import { buildCatalog, type Policy } from '#domains/hardening/index.ts';
import { startCluster, type TestCluster } from '../api-server/cluster.ts';
import { ask, collectionOf, installPolicies, policiesOf } from './admission.ts';
import { podSpecs } from './pods.ts';

const ROOT = join(import.meta.dirname, '../../domains/hardening/policies');
const { folders, initiatives } = await loadContent();
const policies = [...buildCatalog(folders, initiatives).policies.values()].filter((policy) => policy.evaluation === 'object');
/** A fixture may name the version of the standard that it is about: `# version: v1.18`. */
interface Fixture { readonly policy: Policy; readonly version: string; readonly name: string; readonly verdict: 'pass' | 'fail'; readonly objects: readonly KubeObject[] }

/** A template as the Pod it makes: what the API server knows nothing of until a controller makes it. */
function podOf(object: KubeObject): KubeObject | null {
  type Node = { spec?: Node; template?: Node; jobTemplate?: Node; containers?: unknown; metadata?: object };
  const node = object as Node;
  const template = node.spec?.jobTemplate?.spec?.template ?? node.spec?.template ?? (object.kind === 'PodTemplate' ? node.template : undefined);
  if (template?.spec === undefined) return null;
  return { apiVersion: 'v1', kind: 'Pod', metadata: { ...template.metadata, name: object.metadata.name ?? 'x' }, spec: template.spec };
}

async function readFixtures(): Promise<Fixture[]> {
  const found: Fixture[] = [];
  for (const policy of policies) {
    for (const verdict of ['pass', 'fail'] as const) {
      const folder = join(ROOT, policy.area, policy.id, 'fixtures', verdict);
      for (const name of (await readdir(folder)).sort()) {
        const text = await readFile(join(folder, name), 'utf8');
        const documents = loadAll(text) as KubeObject[];
        const objects = documents.flatMap((object) => [object, podOf(object)]).filter((object): object is KubeObject => object !== null && collectionOf(object) !== null);
        found.push({ policy, version: /^# version: (\S+)$/m.exec(text)?.[1] ?? 'latest', name: `${policy.id}/${verdict}/${name}`, verdict, objects });
      }
    }
  }
  return found;
}

const fixtures = await readFixtures();
const sets = [null, ...new Set(['latest', ...fixtures.map((fixture) => fixture.version)])];
let cluster: TestCluster;
let answers: ReadonlyMap<string, { status: number; message: string }>;
beforeAll(async () => {
  cluster = await startCluster();
  answers = await installPolicies(cluster, policies, sets);
});
afterAll(async () => { await cluster?.stop(); });

test.each(policies.map((policy) => policy.id))('the API server takes %s as it is', (id) => {
  expect(answers.get(id)).toEqual({ status: 201, message: '' });
});

/** Where two lists of warnings differ. */
function difference(theirs: readonly string[], ours: readonly string[]): string[] {
  return [...theirs.filter((line) => !ours.includes(line)).map((line) => `only the API server: ${line}`), ...ours.filter((line) => !theirs.includes(line)).map((line) => `only ours: ${line}`)];
}

test('fixtures are judged by the API server as their folders say, and by our engine to the character', async () => {
  const wrong: string[] = [];
  const refused: string[] = [];
  let asked = 0;
  for (const { policy, version, name, verdict, objects } of fixtures) {
    const judged: boolean[] = [];
    for (const object of objects) {
      asked++;
      const answer = await ask(cluster, policies, [null, version], object);
      if (answer.refused !== null) {
        // A policy that warns must not refuse: it would by an error in it.
        (answer.refused.includes('ValidatingAdmissionPolicy') ? wrong : refused).push(`${name}: ${object.kind}: ${answer.refused}`);
        continue;
      }
      judged.push(policiesOf(answer.theirs).has(policy.id));
      wrong.push(...difference(answer.theirs, answer.ours).map((line) => `${name}: ${object.kind}: ${line}`));
    }
    if (judged.length > 0 && judged.includes(true) !== (verdict === 'fail')) wrong.push(`${name}: the API server ${judged.includes(true) ? 'warns' : 'does not warn'}`);
  }
  console.log(`${asked} objects of ${fixtures.length} fixtures; ${refused.length} are no valid objects for this server:\n${refused.join('\n')}`);
  expect(wrong).toEqual([]);
  expect(refused.length).toBeLessThan(asked / 10);
});

test('random pods are judged alike', async () => {
  let asked = 0;
  let compared = 0;
  const refused = new Set<string>();
  await fc.assert(fc.asyncProperty(podSpecs, async ({ metadata, spec }) => {
    const answer = await ask(cluster, policies, [null, 'latest', 'v1.18'], { apiVersion: 'v1', kind: 'Pod', metadata: { name: `random-${asked++}`, ...metadata }, spec });
    if (answer.refused === null) compared++;
    else refused.add(answer.refused.replace(/"random-\d+"/, '').slice(0, 200));
    expect(answer.refused ?? '').not.toContain('ValidatingAdmissionPolicy');
    expect(difference(answer.theirs, answer.ours)).toEqual([]);
  }), { numRuns: 400, seed: 20 });
  console.log(`${compared} of ${asked} random pods compared over ${policies.length} policies; refused as invalid:\n${[...refused].slice(0, 5).join('\n')}`);
  expect(compared).toBeGreaterThan(asked / 2);
});
