import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProblemError } from '#core/result.ts';
import { advisory, affects, databaseOf } from '../../domains/vulnerabilities/testing/database.ts';
import { debian, digest, HOST, named, npm, TestImages, use } from './testing/images.ts';

let test: TestImages;
beforeEach(async () => { test = new TestImages(); await test.open(); });
afterEach(() => test.close());

const CART = named('shop/cart:1'), MINUTE = 60_000, HOUR = 60 * MINUTE;
const database = databaseOf([advisory('GHSA-1', [affects('npm', 'left-pad', ['introduced 0', 'fixed 1.3.1'])], { aliases: ['CVE-2024-1001'], severity: 'high' })]);
/** As the scheduler would, some time later. */
const later = async (ms: number): Promise<void> => { test.at += ms; test.images.accessChanged(); await test.images.idle(); };
const wait = async (ms: number): Promise<void> => { test.at += ms; await test.images.intake.seen([]); (test.images as unknown as { usesChanged(e: string): void }).usesChanged('e1'); await test.images.idle(); };

describe('what there is', () => {
  it('takes in what runs and what registries report, reads each once, and knows it again after a restart', async () => {
    test.put(named(`shop/cart@${digest(1)}`), { digest: digest(1), packages: [npm('left-pad', '1.3.0')] });
    test.put(named(`shop/old@${digest(2)}`), { digest: digest(2), packages: [npm('left-pad', '1.3.1')] });
    test.uses.set('e1', [use(CART, { digest: digest(1) })]);
    await test.start();
    await test.images.intake.seen([{ registry: 'r1', reference: CART, digest: digest(1), pushedAt: test.at }, { registry: 'r1', reference: named('shop/old:1'), digest: digest(2), pushedAt: null }]);
    await test.images.idle();
    expect([test.state(CART), test.state(digest(1)), test.state(named('shop/old:1')), test.images.model.images.size]).toEqual(['assessed', 'assessed', 'assessed', 2]);
    expect(test.read).toEqual([named(`shop/cart@${digest(1)}`), named(`shop/old@${digest(2)}`)]);
    expect(await test.images.intake.progress('r1')).toEqual({ images: 2, assessed: 2 });
    await test.restart();
    await test.start();
    expect(test.read).toHaveLength(2);
    expect(test.images.model.find(CART)?.packages.map(({ record }) => record.version)).toEqual(['1.3.0']);
    expect((await test.images.store.scan(test.images.model.find(CART)?.id ?? ''))?.packages).toEqual([npm('left-pad', '1.3.0')]);
  });

  it('is one image under the digests of an index and of its platform', async () => {
    test.put(named(`shop/cart@${digest(9)}`), { digest: digest(1), packages: [npm('a', '1')] });
    test.put(named(`shop/cart@${digest(1)}`), { digest: digest(1), packages: [npm('a', '1')] });
    await test.start();
    await test.runs('e1', use(CART, { digest: digest(9) }));
    await test.runs('e2', use(CART, { digest: digest(1) }));
    expect([test.images.model.images.size, test.read.length]).toEqual([1, 1]);
    expect(test.images.model.usesOf(test.images.model.find(digest(9))!).map(({ environment }) => environment).sort()).toEqual(['e1', 'e2']);
    expect(test.images.model.find(digest(9))?.record.digest).toBe(digest(1));
  });

  it('joins two that turn out to be the same', async () => {
    for (const index of [8, 9]) test.put(named(`shop/cart@${digest(index)}`), { digest: digest(1), packages: [npm('a', '1')] });
    await test.start();
    await test.runs('e1', use(CART, { digest: digest(8) }), use(CART, { digest: digest(9), name: 'other' }));
    expect([test.images.model.images.size, test.read.length, test.opened.length]).toEqual([1, 1, 2]);
    await test.restart();
    expect(test.images.model.find(digest(8))).toBe(test.images.model.find(digest(9)));
  });

  it('resolves a tag that runs without a digest, and again when it moved', async () => {
    test.put(CART, { digest: digest(1), packages: [npm('a', '1')] });
    await test.start();
    await test.runs('e1', use('registry.example.test/shop/cart:1'));
    expect(test.images.model.find(CART)?.record.digest).toBe(digest(1));
    test.put(CART, { digest: digest(2), packages: [npm('a', '2')] });
    test.put(named(`shop/cart@${digest(2)}`), { digest: digest(2), packages: [npm('a', '2')] });
    await wait(30 * MINUTE);
    expect(test.images.model.find(CART)?.record.digest).toBe(digest(1));
    await wait(31 * MINUTE);
    expect(test.images.model.find(CART)?.packages.map(({ record }) => record.version)).toEqual(['2']);
    expect(test.images.model.usesOf(test.images.model.find(digest(1))!)).toEqual([]);
    // What nothing runs any more goes, a while later.
    test.at += 2 * HOUR;
    await test.images.intake.gone('r1', []);
    await (test.images.intake as unknown as { sweep(): Promise<void> }).sweep();
    test.at += HOUR;
    await (test.images.intake as unknown as { sweep(): Promise<void> }).sweep();
    expect([test.state(digest(1)), test.state(CART)]).toEqual(['none', 'assessed']);
  });

  it('does not take what a tag names now for what a node loaded by itself', async () => {
    test.put(CART, { digest: digest(1), config: digest(100), packages: [npm('a', '1')] });
    await test.start();
    await test.runs('e1', use(CART, { config: digest(100) }));
    expect(test.state(`config:${digest(100)}`)).toBe('assessed');
    await test.runs('e2', use(CART, { config: digest(101) }));
    expect(test.state(`config:${digest(101)}`)).toMatch(/^notAssessed: its tag names another image in the registry/);
  });

  it('forgets what a registry no longer has, but not what runs', async () => {
    for (const n of [1, 2, 3]) test.put(named(`shop/x@${digest(n)}`), { digest: digest(n), packages: [npm('a', '1'), npm(`only-${n}`, '1')] });
    await test.start();
    const tag = (n: number): string => named(`shop/x:${n}`);
    await test.images.intake.seen([1, 2, 3].map((n) => ({ registry: 'r1', reference: tag(n), digest: digest(n), pushedAt: n })));
    await test.runs('e1', use(tag(2), { digest: digest(2) }));
    await test.images.intake.gone('r1', [tag(1)]);
    expect([test.state(digest(1)), test.images.model.images.size]).toEqual(['none', 2]);
    expect([...test.images.model.packages.values()].map(({ record }) => record.name).sort()).toEqual(['a', 'only-2', 'only-3']);
    await test.images.intake.gone('r1', [named(`shop/x@${digest(3)}`)]);
    expect(test.state(digest(3))).toBe('none');
    await test.images.intake.forget('r1');
    expect([test.state(digest(2)), test.images.model.images.size]).toEqual(['assessed', 1]);
    // The environment is deleted: nothing names it, nothing runs it.
    test.uses.delete('e1');
    test.images.usesChanged('e1');
    await test.images.idle();
    expect([test.images.model.images.size, test.images.model.packages.size]).toEqual([0, 0]);
    await test.restart();
    expect(test.images.model.images.size).toBe(0);
  });

  it('moves a tag that was pushed anew, and lets the old image go', async () => {
    for (const n of [1, 2]) test.put(named(`shop/x@${digest(n)}`), { digest: digest(n), packages: [npm('a', `${n}`)] });
    await test.start();
    for (const n of [1, 2]) { await test.images.intake.seen([{ registry: 'r1', reference: named('shop/x:1'), digest: digest(n), pushedAt: n }]); await test.images.idle(); }
    expect([test.state(digest(1)), test.images.model.find(named('shop/x:1'))?.record.digest]).toEqual(['none', digest(2)]);
  });
});

it('takes the word of a registry for a tag that waited for a connection', async () => {
  test.connected = [];
  test.put(named(`shop/cart@${digest(1)}`), { digest: digest(1), packages: [npm('a', '1')] });
  await test.start();
  await test.runs('e1', use(CART));
  expect(test.state(CART)).toMatch(/is not connected$/);
  test.connected = [HOST];
  await test.images.intake.seen([{ registry: 'r1', reference: CART, digest: digest(1), pushedAt: 1 }]);
  await test.images.idle();
  expect([test.state(CART), test.images.model.images.size, test.images.model.usesOf(test.images.model.find(digest(1))!).length]).toEqual(['assessed', 1, 1]);
});

it('takes over what runs a little later, where it cannot at once', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  try {
    await test.start();
    const get = test.uses.get.bind(test.uses);
    test.uses.set('e1', [use(CART, { digest: digest(1) })]);
    test.uses.get = () => { throw new Error('the disk is full'); };
    test.images.usesChanged('e1');
    await test.images.idle();
    expect([test.logged.at(-1), test.images.model.images.size]).toEqual(['error the images that run in e1 could not be taken over: the disk is full', 0]);
    test.uses.get = get;
    vi.advanceTimersByTime(15_000);
    await test.images.idle();
    expect(test.images.model.images.size).toBe(1);
  } finally {
    vi.useRealTimers();
  }
});

describe('what cannot be read', () => {
  it('waits for a connection, and is read as soon as there is one', async () => {
    test.connected = [];
    test.put(named(`shop/cart@${digest(1)}`), { digest: digest(1), packages: [npm('a', '1')] });
    await test.start();
    await test.runs('e1', use(CART, { digest: digest(1) }), use('Not/A//Name', { name: 'bad' }));
    expect([test.state(digest(1)), test.opened]).toEqual([`notAssessed: registry ${HOST} is not connected`, []]);
    expect(test.state('Not/A//Name')).toMatch(/^notAssessed: Not\/A\/\/Name: is no valid name of an image/);
    const facts = await test.images.facts('e1');
    const workload = use(CART).workload;
    expect(facts.verdict({ reference: CART, digest: digest(1), config: null }, workload)).toMatchObject({ state: 'notAssessed', reason: `registry ${HOST} is not connected` });
    expect(facts.verdict({ reference: 'x:1', digest: digest(77), config: null }, workload)).toMatchObject({ state: 'pending' });
    test.connected = [HOST];
    test.images.accessChanged();
    await test.images.idle();
    expect(test.state(digest(1))).toBe('assessed');
  });

  it('is tried again after growing waits where that may help, and not where it cannot', async () => {
    test.put(named(`shop/a@${digest(1)}`), new ProblemError('registry.unreachable', 'it does not answer'));
    test.put(named(`shop/b@${digest(2)}`), new ProblemError('image.artifact', 'it is no image'));
    await test.start();
    await test.runs('e1', use(named('shop/a:1'), { digest: digest(1) }), use(named('shop/b:1'), { digest: digest(2) }));
    const record = (n: number) => test.images.model.find(digest(n))?.record;
    expect([test.state(digest(1)), test.state(digest(2))]).toEqual(['notAssessed: it does not answer', 'notAssessed: it is no image']);
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      waits.push(((record(1)?.retryAt ?? 0) - test.at) / MINUTE);
      const before = test.opened.length;
      await wait((record(1)?.retryAt ?? 0) - test.at - 1);
      expect(test.opened).toHaveLength(before);
      await wait(1);
      expect(test.opened).toHaveLength(before + 1);
    }
    expect(waits).toEqual([1, 2, 5, 15, 30, 60, 60, 60]);
    expect([record(2)?.retryAt, test.opened.filter((name) => name.includes('/b@')).length]).toEqual([null, 1]);
    const since = record(1)?.since;
    test.put(named(`shop/a@${digest(1)}`), { digest: digest(1), packages: [npm('a', '1')] });
    await later(HOUR);
    expect([test.state(digest(1)), (record(1)?.since ?? 0) > (since ?? 0), record(1)?.attempts]).toEqual(['assessed', true, 0]);
    await test.images.rescan(test.images.model.find(digest(2))?.id ?? '');
    await test.images.idle();
    expect(test.opened.filter((name) => name.includes('/b@'))).toHaveLength(2);
    await expect(test.images.rescan('nothing')).rejects.toThrow('there is no image nothing');
  });

  it('is an image without packages, or one that takes too long', async () => {
    test.put(named(`shop/a@${digest(1)}`), { digest: digest(1), packages: [] });
    test.put(named(`shop/b@${digest(2)}`), { digest: digest(2), packages: [npm('a', '1')], unread: [{ path: 'x', reason: 'damaged' }] });
    test.put(named(`shop/c@${digest(3)}`), { digest: digest(3), packages: [npm('a', '1')] });
    await test.restart();
    test.timeLimit = 30;
    await test.restart();
    test.during = async ({ reference, signal }) => { if (reference.includes('/c@')) await new Promise((resolve) => { signal.addEventListener('abort', resolve); }); };
    await test.start();
    await test.runs('e1', ...[1, 2, 3].map((n) => use(named(`shop/${'_abc'[n]}:1`), { digest: digest(n) })));
    expect(test.state(digest(1))).toBe('notAssessed: no package data was found in 3 files');
    expect(test.state(digest(2))).toBe('assessed');
    expect(test.state(digest(3))).toBe('notAssessed: too large: it takes longer than 0 minutes to read');
    await test.advisories(database, 'one');
    expect((await test.images.facts('e1')).verdict({ reference: 'x', digest: digest(2), config: null }, use(CART).workload)).toMatchObject({ state: 'assessed', partial: '1 of its files or layers could not be read' });
  });

  it('keeps the last scan where reading again fails', async () => {
    test.put(named(`shop/cart@${digest(1)}`), { digest: digest(1), packages: [npm('a', '1')] });
    await test.start();
    await test.runs('e1', use(CART, { digest: digest(1) }));
    test.put(named(`shop/cart@${digest(1)}`), new ProblemError('image.artifact', 'gone bad'));
    await test.images.rescan(test.images.model.find(CART)?.id ?? test.images.model.find(digest(1))?.id ?? '');
    await test.images.idle();
    expect([test.state(digest(1)), test.images.model.find(digest(1))?.packages.length]).toEqual(['assessed', 1]);
  });
});

describe('the order', () => {
  it('is what runs first, then the newest; a new version of the analyzers reads all again, once', async () => {
    for (const n of [1, 2, 3, 4]) test.put(named(`shop/x@${digest(n)}`), { digest: digest(n), packages: [npm('a', '1')] });
    await test.images.intake.seen([1, 2, 3].map((n) => ({ registry: 'r1', reference: named(`shop/x:${n}`), digest: digest(n), pushedAt: test.at + n })));
    test.uses.set('e1', [use(named('shop/x:4'), { digest: digest(4) })]);
    await test.start();
    expect(test.read.map((name) => Number.parseInt(name.slice(-4), 16))).toEqual([4, 3, 2, 1]);
    test.put(named(`shop/x@${digest(2)}`), new ProblemError('image.artifact', 'not readable'));
    test.tools = 'tools 2';
    for (const _ of [1, 2]) {
      await test.restart();
      await test.start();
      expect(test.read.slice(4).map((name) => Number.parseInt(name.slice(-4), 16)).sort()).toEqual([1, 3, 4]);
    }
  });

  it('reads at most as many at once as it should, tells how far they are, and leaves nothing half done', async () => {
    test.concurrency = 2;
    await test.restart();
    for (let n = 1; n <= 5; n++) test.put(named(`shop/x@${digest(n)}`), { digest: digest(n), packages: [npm('a', '1')] });
    let now = 0, most = 0;
    test.during = async (request) => {
      now++;
      most = Math.max(most, now);
      request.progress(1, 3);
      const scanning = [...test.images.model.images.values()].filter((image) => image.scanning !== null);
      expect(scanning.every(({ scanning: at }) => [0, 1, 3].includes(at?.total ?? -1))).toBe(true);
      await new Promise((resolve) => { setTimeout(resolve, 10); });
      now--;
    };
    test.uses.set('e1', [1, 2, 3, 4, 5].map((n) => use(named(`shop/x:${n}`), { digest: digest(n) })));
    await test.start();
    expect([most, test.read.length, test.images.queued()]).toEqual([2, 5, 0]);
    // Stopped in the middle: as if it had never begun.
    test.during = ({ signal }) => new Promise((resolve) => { signal.addEventListener('abort', () => resolve()); });
    const id = test.images.model.find(digest(1))?.id ?? '';
    await test.images.rescan(id);
    await new Promise((resolve) => { setTimeout(resolve, 20); });
    await expect(test.images.rescan(id)).rejects.toThrow('is being read already');
    await test.restart();
    test.during = async () => undefined;
    await test.start();
    expect([test.state(digest(1)), test.read.length]).toEqual(['assessed', 5]);
  });
});

describe('advisories', () => {
  const withOne = async (): Promise<void> => {
    test.put(named(`shop/cart@${digest(1)}`), { digest: digest(1), packages: [npm('left-pad', '1.3.0'), npm('other', '1.0.0'), debian('libssl3', '3.0.9-1', 'openssl')] });
    await test.start();
    await test.runs('e1', use(CART, { digest: digest(1) }));
  };
  const ssl = (version: string, more = {}) => advisory('DSA-1', [affects('Debian:12', 'openssl', ['introduced 0', `fixed ${version}`])], { upstream: ['CVE-2024-1002'], ...more });

  it('are not needed to read images, but without them no image is clean', async () => {
    await withOne();
    const verdict = async () => (await test.images.facts('e1')).verdict({ reference: CART, digest: digest(1), config: null }, use(CART).workload);
    expect(await verdict()).toMatchObject({ state: 'notAssessed', reason: expect.stringMatching(/^vulnerabilities were not matched: there is no advisory database/) });
    test.changed.length = 0;
    await test.advisories(database, 'one');
    expect(await verdict()).toMatchObject({ state: 'assessed', counts: { high: 1, critical: 0 }, fixable: { high: 1 }, worst: ['CVE-2024-1001'], partial: '1 of its packages could not be compared with advisories' });
    expect(test.changed.at(-1)).toBeNull();
  });

  it('change findings without opening an image; since stays, events tell, and only what differs is written', async () => {
    await withOne();
    await test.advisories(database, 'one');
    const first = test.images.model.find(digest(1))?.packages.flatMap(({ matches }) => matches)[0]?.since;
    test.at += HOUR;
    const opened = test.opened.length;
    await test.advisories(databaseOf([...database.advisories(), ssl('3.0.11-1', { severity: 'critical' })], [{ cve: 'CVE-2024-1001', added: 1, due: 2, ransomware: true }]), 'two');
    expect(test.findings(digest(1))).toEqual(['left-pad CVE-2024-1001 high 1.3.1 affected', 'libssl3 CVE-2024-1002 critical 3.0.11-1 affected']);
    const matches = test.images.model.find(digest(1))?.packages.flatMap((one) => one.matches) ?? [];
    expect(matches.map(({ vulnerability, since, kev }) => [vulnerability, since, kev]).sort()).toEqual([['CVE-2024-1001', first, true], ['CVE-2024-1002', test.at, false]]);
    test.at += HOUR;
    await test.advisories(databaseOf([ssl('3.0.12-1', { severity: 'critical' })]), 'three');
    expect(test.findings(digest(1))).toEqual(['libssl3 CVE-2024-1002 critical 3.0.12-1 affected']);
    expect(test.images.model.find(digest(1))?.packages.flatMap((one) => one.matches)[0]?.since).toBe(test.at - HOUR);
    expect((await test.images.store.events({ images: null, limit: 9 })).items.map(({ cause, added, resolved, worst, vulnerabilities }) => [cause, added, resolved, worst, ...vulnerabilities])).toEqual([
      ['advisories', 0, 1, null], ['advisories', 1, 0, 'critical', 'CVE-2024-1002'], ['advisories', 1, 0, 'high', 'CVE-2024-1001'], ['scan', 0, 0, null],
    ]);
    expect(test.opened).toHaveLength(opened);
    // The same content again, also after a restart, is not compared again.
    const at = test.images.advisories.matchedAt;
    test.at += HOUR;
    await test.restart();
    await test.advisories(databaseOf([ssl('3.0.12-1', { severity: 'critical' })]), 'three');
    expect([test.images.advisories.matchedAt, test.findings(digest(1))]).toEqual([at, ['libssl3 CVE-2024-1002 critical 3.0.12-1 affected']]);
  });

  it('judge what new images bring, at once', async () => {
    await test.advisories(database, 'one');
    await withOne();
    expect(test.findings(digest(1))).toEqual(['left-pad CVE-2024-1001 high 1.3.1 affected']);
    test.put(named(`shop/new@${digest(2)}`), { digest: digest(2), packages: [npm('left-pad', '1.3.0'), npm('left-pad', '1.0.0')] });
    await test.runs('e2', use(named('shop/new:1'), { digest: digest(2) }));
    expect(test.findings(digest(2))).toHaveLength(2);
    expect((await test.images.store.events({ images: null, limit: 1 })).items[0]).toMatchObject({ cause: 'scan', added: 2, worst: 'high', vulnerabilities: ['CVE-2024-1001'] });
  });

  it('yield to statements of vendors, and know withdrawn records', async () => {
    await withOne();
    await test.advisories(databaseOf([...database.advisories(), advisory('GHSA-2', [affects('npm', 'other', ['introduced 0'])], { withdrawn: 5, severity: 'low' })]), 'one');
    expect(test.findings(digest(1))).toEqual(['left-pad CVE-2024-1001 high 1.3.1 affected', 'other GHSA-2 low null withdrawn']);
    await test.images.advisories.use({ statements: { list: [{ ids: ['CVE-2024-1001'], products: ['pkg:npm/left-pad'], status: 'notAffected', justification: 'vulnerable_code_not_present' }], fingerprint: 'v' } });
    expect(test.findings(digest(1))).toContain('left-pad CVE-2024-1001 high 1.3.1 notAffected');
    expect((await test.images.store.events({ images: null, limit: 1 })).items[0]).toMatchObject({ cause: 'advisories', added: 0, resolved: 1 });
    await test.images.advisories.use({ statements: { list: [], fingerprint: '' } });
    expect(test.findings(digest(1))).toContain('left-pad CVE-2024-1001 high 1.3.1 affected');
  });
});

describe('exemptions of findings', () => {
  const exempt = (id: string, scope: object, findings: object, more = {}) => ({
    id, policy: 'p', scope: { environment: null, namespace: null, kind: null, name: null, ...scope }, reason: 'waiver' as const, justification: 'j', owner: 'o', approver: 'a', createdBy: 'c', createdAt: 0, expiresAt: test.at + HOUR, revokedAt: null,
    findings: { vulnerability: null, package: null, image: null, ...findings }, ...more,
  });
  it.each([
    ['a vulnerability', {}, { vulnerability: 'ghsa-1' }, 1], ['a package', {}, { package: 'left-pad' }, 1], ['a source package', {}, { package: 'openssl' }, 0], ['the image', {}, { image: 'registry.example.test/shop/cart' }, 1],
    ['another image', {}, { image: 'registry.example.test/shop/else' }, 0], ['this workload', { name: 'cart' }, { vulnerability: 'CVE-2024-1001' }, 1], ['another', { name: 'else' }, { vulnerability: 'CVE-2024-1001' }, 0],
    ['another namespace', { namespace: 'bank' }, { vulnerability: 'CVE-2024-1001' }, 0],
  ])('by %s', async (_, scope, findings, taken) => {
    await test.advisories(database, 'one');
    test.put(named(`shop/cart@${digest(1)}`), { digest: digest(1), packages: [npm('left-pad', '1.3.0')] });
    test.uses.set('e1', [use(CART, { digest: digest(1) })]);
    await test.images.intake.seen([{ registry: 'r1', reference: CART, digest: digest(1), pushedAt: null }]);
    const made = exempt('x', scope, findings);
    test.exemptions.push(made);
    await test.start();
    expect([null, ['e1'], ['e2']].map((visibility) => test.images.exempted(made, visibility))).toEqual([taken, taken, 0]);
    const verdict = async () => (await test.images.facts('e1')).verdict({ reference: CART, digest: digest(1), config: null }, use(CART).workload);
    expect(await verdict()).toMatchObject({ exempt: taken, counts: { high: 1 - taken }, worst: taken === 1 ? [] : ['CVE-2024-1001'] });
    test.at += HOUR;
    expect(await verdict()).toMatchObject({ exempt: 0, counts: { high: 1 } });
    test.exemptions.length = 0;
    test.images.exemptionsChanged();
    await test.images.idle();
    test.at -= HOUR;
    expect(await verdict()).toMatchObject({ exempt: 0 });
  });
});
