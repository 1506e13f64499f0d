/** Walks the policy folders: every one is complete, compiles, and says about its twins what they expect. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadContent } from '#adapters/content/index.ts';
import { parseManifestText } from '#adapters/manifests/index.ts';
import type { KubeObject } from '#core/words.ts';
import { buildGraph } from '#domains/inventory/index.ts';
import { compilePolicy } from './evaluate/compile.ts';
import { buildCatalog, type Fixture, type Policy, testFixture } from './index.ts';

const POLICIES = join(import.meta.dirname, 'policies');
const { folders, initiatives, problems } = await loadContent();
const catalog = buildCatalog(folders, initiatives);

function fixturesOf(policy: Policy, expected: Fixture['expected']): Fixture[] {
  const folder = join(POLICIES, policy.area, policy.id, 'fixtures', expected);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).sort().map((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const objects: KubeObject[] = [];
    for (const item of parseManifestText(file, text)) {
      if ('problem' in item) throw new Error(`${file}: ${item.problem}`);
      objects.push(item.object);
    }
    return { file: `${expected}/${file}`, expected, text, objects };
  });
}

describe('the catalog', () => {
  it('reads every folder and initiative without a problem', () => {
    expect(problems).toEqual([]);
    expect(catalog.problems).toEqual([]);
    const onDisk = readdirSync(POLICIES).flatMap((area) => readdirSync(join(POLICIES, area)));
    expect([...catalog.policies.keys()].sort()).toEqual(onDisk.sort());
  });

  it('has every policy in an initiative', () => {
    const used = new Set([...catalog.initiatives.values()].flatMap(({ policies }) => policies.map(({ policy }) => policy.id)));
    expect([...catalog.policies.keys()].filter((id) => !used.has(id))).toEqual([]);
  });
});

describe.each([...catalog.policies.values()].map((policy) => [`${policy.area}/${policy.id}`, policy] as const))('%s', (_, policy) => {
  it('says what it is about and how to fix it', () => {
    expect(policy.document.metadata.name).toBe(policy.id);
    const texts = { title: policy.title, description: policy.description, category: policy.category, remediation: policy.remediation.text };
    for (const [key, text] of Object.entries(texts)) expect(text, key).not.toBe('');
    expect(policy.title).not.toBe(policy.id);
    expect(policy.references.length).toBeGreaterThan(0);
    expect(policy.kinds.length).toBeGreaterThan(0);
  });

  if (policy.evaluation === 'object') it('has expressions without mistakes, and names the offending path', () => {
    const { issues, paths } = compilePolicy(policy.document);
    expect(issues).toEqual([]);
    expect(paths).not.toBeNull();
  });

  it.each(['pass', 'fail'] as const)('has %s fixtures that turn out as expected', (expected) => {
    const fixtures = fixturesOf(policy, expected);
    expect(fixtures.length).toBeGreaterThan(0);
    expect(fixtures.flatMap((fixture) => testFixture(policy, fixture, (objects, images) => buildGraph(objects, images === null ? {} : { images })))).toEqual([]);
  });
});
