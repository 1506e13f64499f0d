import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { AssignmentRecord, ExemptionRecord, PostureStore } from '#core/ports/posture.ts';
import type { AssignmentScope } from '#core/scopes.ts';
import type { Assessment, KubeObject } from '#core/words.ts';
import { Expiry } from './expiry.ts';
import { createChangeFeed } from './feed.ts';
import { mergeRows } from './prepare.ts';
import { Rules } from './rules.ts';
import { redact, strip } from './strip.ts';
import { pod } from './testing/cluster.ts';
import { fakeEngine } from './testing/engine.ts';

const assignment = (id: string, initiative: string, scope: Partial<AssignmentScope>, effect: AssignmentRecord['effect'] = 'audit', updatedAt = 1): AssignmentRecord =>
  ({ id, initiative, version: null, scope: { environment: null, namespace: null, labels: {}, ...scope }, effect, createdBy: 'c', createdAt: 1, updatedAt });
const rules = (...assignments: AssignmentRecord[]): Rules => new Rules(fakeEngine(), 'e', assignments, () => undefined);
const policiesOf = (r: Rules, object: KubeObject): string[] => r.profileFor(object).selection.map((s) => s.policy.id).sort();

describe('which policies an object gets', () => {
  const inShop = pod('shop', 'p', { labels: { app: 'cart' } });
  it.each<[string, AssignmentRecord[], string[]]>([
    ['all of an assignment to everything', [assignment('1', 'breakwater-recommended', {})], ['configured', 'owned', 'privileged']],
    ['nothing of an assignment to another environment, namespace or label', [assignment('1', 'only-owned', { environment: 'x' }), assignment('2', 'only-owned', { namespace: 'x' }), assignment('3', 'only-owned', { labels: { app: 'x' } })], []],
    ['nothing that a narrower assignment switches off', [assignment('1', 'breakwater-recommended', {}, 'deny'), assignment('2', 'only-owned', { namespace: 'shop' }, 'disabled')], ['configured', 'privileged']],
    ['what a narrower assignment switches on again', [assignment('1', 'only-owned', {}, 'disabled'), assignment('2', 'only-owned', { environment: 'e' })], ['owned']],
    ['labels over namespace', [assignment('1', 'only-owned', { namespace: 'shop' }, 'disabled'), assignment('2', 'only-owned', { labels: { app: 'cart' } })], ['owned']],
    ['namespace over environment', [assignment('1', 'only-owned', { environment: 'e' }, 'disabled'), assignment('2', 'only-owned', { namespace: 'shop' })], ['owned']],
    ['the stronger of two of the same scope', [assignment('1', 'only-owned', {}, 'disabled', 9), assignment('2', 'only-owned', {}, 'audit')], ['owned']],
    ['a policy once, though two initiatives name it', [assignment('1', 'pod-security-baseline', {}), assignment('2', 'breakwater-recommended', {})], ['configured', 'owned', 'privileged']],
  ])('%s', (_, assignments, expected) => { expect(policiesOf(rules(...assignments), inShop)).toEqual(expected); });

  it('does not depend on the order of the assignments', () => {
    const scopes = fc.record({ namespace: fc.constantFrom(null, 'shop'), environment: fc.constantFrom(null, 'e'), labels: fc.constantFrom({}, { app: 'cart' }) });
    const one = fc.record({ initiative: fc.constantFrom('only-owned', 'pod-security-baseline', 'breakwater-recommended'), scope: scopes, effect: fc.constantFrom('audit' as const, 'disabled' as const, 'deny' as const), updatedAt: fc.nat(3) });
    fc.assert(fc.property(fc.array(one, { maxLength: 5 }), (list) => {
      const records = list.map((a, i) => assignment(`${i}`, a.initiative, a.scope, a.effect, a.updatedAt));
      expect(policiesOf(rules(...records.toReversed()), inShop)).toEqual(policiesOf(rules(...records), inShop));
      expect(rules(...records.toReversed()).generation).toBe(rules(...records).generation);
    }));
  });

  it('has another generation when anything changes that decides about results', () => {
    const base = assignment('1', 'only-owned', {});
    const seen = [rules(), rules(base), rules({ ...base, effect: 'disabled' }), rules({ ...base, scope: { ...base.scope, namespace: 'n' } }), rules({ ...base, initiative: 'pod-security-baseline' })].map((r) => r.generation);
    expect(new Set(seen).size).toBe(seen.length);
    expect(rules({ ...base, createdBy: 'other' }).generation).toBe(seen[1]);
    expect(rules(assignment('2', 'only-owned', { environment: 'another' })).generation).toBe(seen[0]);
  });
});

describe('what is kept and shown of an object', () => {
  it('leaves the object alone when there is nothing to take away', () => {
    const plain = pod('shop', 'p');
    expect(strip(plain)).toBe(plain);
  });
  it('takes bookkeeping away and does not touch what it was given', () => {
    const given: KubeObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', managedFields: [{}] }, data: { a: 'b' } };
    expect(strip(given)).toEqual({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } });
    expect(given['data']).toEqual({ a: 'b' });
    expect(strip({ apiVersion: 'example.com/v1', kind: 'Secret', metadata: { name: 's' }, data: { a: 'b' } })['data']).toEqual({ a: 'b' });
  });
  it.each(['DB_PASSWORD', 'apiKey', 'AWS_SECRET_ACCESS_KEY', 'GITHUB_TOKEN', 'MYSQL_PWD_passwd', 'AUTH', 'DATABASE_DSN', 'PRIVATE_KEY'])('hides the value of %s wherever it is', (name) => {
    const nested: KubeObject = { apiVersion: 'v1', kind: 'List', metadata: {}, items: [{ spec: { template: { spec: { initContainers: [{ env: [{ name, value: 'hunter2' }] }] } } } }] };
    expect(JSON.stringify(redact(nested))).not.toContain('hunter2');
  });
  it('shows other values and where secrets come from', () => {
    const env = [{ name: 'MODE', value: 'fast' }, { name: 'AUTHOR', value: 'me' }, { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }];
    expect(redact({ apiVersion: 'v1', kind: 'Pod', metadata: {}, spec: { env } })['spec']).toEqual({ env });
  });
});

it('takes the worse of two words of one policy about an object, and none of the row about nothing', () => {
  const row = (policy: string, status: Assessment['status']): Assessment => ({ policy, status, severity: 'low', message: status, path: null, resource: { apiVersion: 'v1', kind: 'Pod', namespace: null, name: 'p' } });
  expect(mergeRows([row('a', 'healthy'), row('a', 'unhealthy'), row('a', 'notAssessed'), row('b', 'notApplicable'), row('b', 'healthy'), row('*', 'notApplicable')]).map((r) => [r.policy, r.status])).toEqual([['a', 'unhealthy'], ['b', 'healthy']]);
});

describe('the feed of changes', () => {
  it('goes on rising after a restart, and survives a listener that fails', () => {
    const failed: unknown[] = [];
    const feed = createChangeFeed(() => 1000, (error) => failed.push(error));
    const seen: number[] = [];
    feed.subscribe(() => { throw new Error('broken'); });
    const end = feed.subscribe((change) => seen.push(change.sequence));
    feed.publish('assessments', 'e');
    feed.publish('resources', null);
    end();
    feed.publish('resources', null);
    expect(seen).toEqual([1001, 1002]);
    expect(failed).toHaveLength(1);
    createChangeFeed(() => 2000).subscribe((change) => expect(change.sequence).toBeGreaterThan(1003));
  });
});

describe('the end of exemptions', () => {
  it('is looked for when it is due, and tried again when the database cannot be written', async () => {
    vi.useFakeTimers({ now: 0 });
    let next: number | null = 5_000;
    let broken = true;
    const ended: string[] = [];
    const failed: unknown[] = [];
    const store = {
      nextExpiry: () => Promise.resolve(next),
      sweepExemptions: (now: number) => { if (broken) return Promise.reject(new Error('disk full')); next = null; return Promise.resolve([{ id: `at ${now}` } as ExemptionRecord]); },
    } as unknown as PostureStore;
    const expiry = new Expiry({ store, now: () => Date.now(), ended: (list) => ended.push(...list.map((e) => e.id)), failed: (error) => failed.push(error) });
    await expiry.arm();
    await vi.advanceTimersByTimeAsync(4_999);
    expect(failed).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(failed).toHaveLength(1);
    broken = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ended).toHaveLength(1);
    expiry.stop();
    vi.useRealTimers();
  });
});
