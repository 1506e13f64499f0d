/** The expressions that our rule language is tested with, run by a real API server: are the expected values those it gives? */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ERROR, type Expected, EXPRESSIONS } from '#cel/libraries/expressions.ts';
import { startCluster, type TestCluster } from '../api-server/cluster.ts';

const REGISTRATION = '/apis/admissionregistration.k8s.io/v1';
/** The answer of the API server has room for about 15 warnings. */
const AT_ONCE = 10;

interface Case { readonly group: string; readonly expression: string; readonly expected: Expected }

/** A value as an expression. Elements are dyn: the API server takes no literals of mixed types. */
function literal(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value).replace(/[\u007f-\u{10ffff}]/gu, (character) => `\\U${character.codePointAt(0)!.toString(16).padStart(8, '0')}`);
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => `dyn(${literal(item)})`).join(', ')}]`;
  if (typeof value === 'object' && 'value' in value && typeof value.value === 'number') return `double('${value.value}')`;
  if (typeof value === 'object' && (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null)) {
    return `{${Object.entries(value).map(([key, item]) => `${literal(key)}: dyn(${literal(item)})`).join(', ')}}`;
  }
  throw new Error(`no literal for ${String(value)}`);
}

/** True when the expression gives what is expected; for an expected error, true when there is none. */
const claim = ({ expression, expected }: Case): string => (expected === ERROR ? `[dyn(${expression})].size() == 1` : `dyn(${expression}) == dyn(${literal(expected)})`);

const policy = (name: string, cases: readonly Case[]): object => ({
  metadata: { name },
  spec: {
    failurePolicy: 'Fail', matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }] },
    matchConditions: [{ name: 'own', expression: `object.metadata.name == '${name}'` }],
    validations: cases.map((one, i) => ({ expression: claim(one), message: `differs ${i}` })),
  },
});

/** Groups whose values depend on who asks, or that are not of this environment. */
const compared = EXPRESSIONS.filter((group) => group.libraries === 'kubernetes' && group.name !== 'authorizer');
const cases: readonly Case[] = compared.flatMap((group) => group.cases.map(([expression, expected]) => ({ group: group.name, expression, expected })));

let cluster: TestCluster;
beforeAll(async () => { cluster = await startCluster(); });
afterAll(async () => { await cluster?.stop(); });

/** Cases that the API server takes; the others must be expected errors, and are reported where they are not. */
async function compiling(wrong: string[]): Promise<Case[]> {
  const good: Case[] = [];
  for (const one of cases) {
    const { status, body } = await cluster.request('POST', `${REGISTRATION}/validatingadmissionpolicies?dryRun=All`, policy('probe', [one]));
    if (status === 201) good.push(one);
    else if (one.expected !== ERROR) wrong.push(`${one.group}: ${one.expression}: not accepted: ${String(body['message']).split('compilation failed:').at(-1)!.trim().split('\n')[0]}`);
  }
  return good;
}

/** What the warnings of one chunk say about its cases. */
function read(chunk: readonly Case[], warnings: readonly string[], wrong: string[]): void {
  chunk.forEach((one, i) => {
    const differs = warnings.some((warning) => warning.endsWith(`: differs ${i}`));
    const failed = warnings.find((warning) => warning.includes(`expression '${claim(one)}' resulted in error`.slice(0, 120)));
    if (one.expected === ERROR ? failed === undefined : differs || failed !== undefined) {
      wrong.push(`${one.group}: ${one.expression}: expected ${one.expected === ERROR ? 'an error' : literal(one.expected)}, ${failed === undefined ? 'has another value' : failed.split('resulted in error:').at(-1)}`);
    }
  });
}

test('gives the expected values', async () => {
  const wrong: string[] = [];
  const good = await compiling(wrong);
  const chunks = Array.from({ length: Math.ceil(good.length / AT_ONCE) }, (_, i) => good.slice(i * AT_ONCE, (i + 1) * AT_ONCE));
  for (const [i, chunk] of [...chunks, [{ group: '', expression: '1', expected: 2 }]].entries()) {
    await cluster.ok('POST', `${REGISTRATION}/validatingadmissionpolicies`, policy(`chunk-${i}`, chunk));
    await cluster.ok('POST', `${REGISTRATION}/validatingadmissionpolicybindings`, { metadata: { name: `chunk-${i}` }, spec: { policyName: `chunk-${i}`, validationActions: ['Warn'] } });
  }
  const ask = async (i: number): Promise<readonly string[]> => (await cluster.request('POST', '/api/v1/namespaces/default/configmaps?dryRun=All', { metadata: { name: `chunk-${i}` } })).warnings;
  // The last policy always warns: when it does, all are in force.
  for (let attempt = 0; (await ask(chunks.length)).length === 0; attempt++) {
    if (attempt > 100) throw new Error('the policies did not come into force');
    await sleep(100);
  }
  for (const [i, chunk] of chunks.entries()) read(chunk, await ask(i), wrong);
  console.log(`${cases.length} expressions compared; ${wrong.length} differ`);
  expect(wrong).toEqual([]);
});
