import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadContent } from './index.ts';

let root: string;
beforeEach(async () => { root = await mkdtemp(join(tmpdir(), 'content-')); });
afterEach(async () => { await rm(root, { recursive: true }); });

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}
const policy = (name: string): string => `apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: {name: ${name}}\nspec:\n  paramKind: {apiVersion: v1, kind: ConfigMap}\n`;
const load = async () => {
  const { folders, initiatives, problems } = await loadContent(root);
  return { folders, initiatives, problems: problems.map(({ message }) => message.replace(root, 'ROOT')) };
};

describe('content', () => {
  it('that comes with the program is read without a problem', async () => {
    const { folders, initiatives, problems } = await loadContent();
    expect(problems).toEqual([]);
    expect(folders.map(({ id }) => id)).toContain('privileged-containers');
    expect(folders.find(({ id }) => id === 'privileged-containers')?.area).toBe('pod-security');
    expect(initiatives.map(({ id }) => id)).toEqual(expect.arrayContaining(['pod-security-baseline', 'pod-security-restricted']));
  });

  it('is folders with policy.yaml, at any depth, and initiatives', async () => {
    await put('policies/pods/no-root/policy.yaml', policy('no-root'));
    await put('policies/pods/no-root/fixtures/pass/a.yaml', 'not: read');
    await put('initiatives/mine.yaml', 'title: Mine\nversions: [v1]\npolicies:\n  - {id: no-root, from: v1, parameters: {a: b}}\n');
    const { folders, initiatives, problems } = await load();
    expect(problems).toEqual([]);
    expect(folders).toEqual([{ id: 'no-root', area: 'pods', documents: [expect.objectContaining({ kind: 'ValidatingAdmissionPolicy' })] }]);
    expect(initiatives).toEqual([{ id: 'mine', title: 'Mine', description: '', versions: ['v1'], policies: [{ id: 'no-root', from: 'v1', parameters: { a: 'b' } }] }]);
  });

  it('is also loose files: each policy with its bindings and parameters', async () => {
    await put('all.yaml', `${policy('a')}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: limits}\n---\n${policy('b').replace(/ {2}paramKind.*\n/, '  failurePolicy: Fail\n')}`);
    await put('binding.yml', 'kind: List\napiVersion: v1\nitems:\n  - {apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicyBinding, metadata: {name: bind}, spec: {policyName: a}}\n');
    await put('other.yaml', 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n');
    const { folders, problems } = await load();
    expect(folders.map(({ id, documents }) => [id, (documents as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name)])).toEqual([['a', ['a', 'limits', 'bind']], ['b', ['b']]]);
    expect(problems).toEqual(["ROOT: Secret 's' belongs to no ValidatingAdmissionPolicy of the folder and was not used"]);
  });

  it('of a user never runs code', async () => {
    await put('g/policy.yaml', 'apiVersion: breakwater.dev/v1\nkind: GraphPolicy\n');
    await put('g/check.ts', 'throw new Error("ran");');
    expect(await load()).toEqual({ folders: [], initiatives: [], problems: ['g/check.ts: code is only run from the policies that come with the program'] });
  });

  it.each([
    ['bad.yaml', 'a: [', /^bad\.yaml: cannot be read: /],
    ['p/policy.yaml', '{', /^p\/policy\.yaml: cannot be read: /],
    ['text.yaml', 'just text', /^text\.yaml: a document is not a Kubernetes object with apiVersion, kind and metadata\.name$/],
    ['big.yaml', `# ${'x'.repeat(1024 * 1024)}`, /^big\.yaml: is larger than 1048576 bytes and was not read$/],
    ['bomb.yaml', `a: &a [x]\nb: [${Array.from({ length: 30 }, () => '*a').join(', ')}]`, /^bomb\.yaml: cannot be read: /],
    ['deep.yaml', `a: ${'['.repeat(500)}${']'.repeat(500)}`, /^deep\.yaml: cannot be read: /],
    ['initiatives/i.yaml', 'title: ""\npolicies: []\nextra: 1', /^initiatives\/i\.yaml: /],
    ['initiatives/two.yaml', 'title: a\n---\ntitle: b', /^initiatives\/two\.yaml: must hold one document, it holds 2$/],
  ])('that cannot be read is a problem: %s', async (file, text, message) => {
    await put(file, text);
    const { folders, initiatives, problems } = await load();
    expect([folders, initiatives]).toEqual([[], []]);
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) expect(problem).toMatch(message);
  });

  it('is not read through links', async () => {
    await writeFile(join(root, 'real.txt'), policy('a'));
    await symlink(join(root, 'real.txt'), join(root, 'link.yaml'));
    expect((await load()).problems).toEqual(['link.yaml: is a link and was not read']);
  });

  it('that is not there is a problem', async () => {
    const { problems } = await loadContent(join(root, 'gone'));
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(/cannot be read/);
  });
});
